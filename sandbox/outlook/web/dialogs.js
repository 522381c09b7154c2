// What the page asks a person: to trust our certificate, and to sign in or give a permission.
import { button, element } from './elements.js';
import { at } from './state.js';

/** A browser that has not accepted the certificate cannot show the pane in a frame; a tab of its own can ask. */
export function askToTrust(place, url, again) {
  place.replaceChildren(
    element(
      'div',
      { class: 'certificate' },
      element('p', {}, 'Your browser does not trust this address yet. The certificate was made on this machine.'),
      element('a', { href: url, target: '_blank', rel: 'noopener' }, 'Open the pane once in a tab of its own'),
      element('p', {}, 'Accept it there, close the tab, and choose:'),
      button('Try again', () => void again(), { class: 'main-button' }),
    ),
  );
}

/** Entra's page in a dialog. Gives how it ended: `{ ok: true }`, or with what Entra said; undefined when it was closed. */
export function askConsent(url) {
  return new Promise((resolve) => {
    const dialog = at('dialog');
    const onMessage = (event) => {
      if (event.origin === location.origin && event.data?.kind === 'consent') end(event.data);
    };
    const end = (answer) => {
      removeEventListener('message', onMessage);
      dialog.onclose = null;
      dialog.close();
      dialog.replaceChildren();
      resolve(answer);
    };
    addEventListener('message', onMessage);
    dialog.replaceChildren(
      element('h2', { id: 'dialog-title' }, 'Sign in'),
      element('iframe', { src: url, title: 'Sign in' }),
      element(
        'div',
        { class: 'dialog-row' },
        button('Close', () => dialog.close()),
      ),
    );
    dialog.onclose = () => end(undefined);
    dialog.showModal();
  });
}
