// What an Outlook that knows nested app authentication puts into a pane: msal-browser finds this bridge and speaks
// through it to the page around, which is the broker.
(function (page) {
  let host;
  try {
    const facts = JSON.parse(page.name);
    if (facts.sandboxSignIn && facts.sandboxSignIn !== 'nested') return; // an Outlook without the bridge
    host = facts.xdmInfo.split('|')[2];
  } catch {
    return;
  }
  if (!host || page.parent === page) return;
  const listeners = new Set();
  page.addEventListener('message', (event) => {
    if (
      event.source !== page.parent ||
      event.origin !== host ||
      typeof event.data !== 'string' ||
      !event.data.includes('NestedAppAuthResponse')
    )
      return;
    for (const listener of listeners) listener(event.data);
  });
  page.__initializeNestedAppAuth = async () => {
    page.nestedAppAuthBridge = {
      addEventListener: (kind, listener) => {
        if (kind === 'message') listeners.add(listener);
      },
      removeEventListener: (_kind, listener) => {
        listeners.delete(listener);
      },
      postMessage: (text) => page.parent.postMessage(text, host),
    };
  };
})(window);
