// The broker of nested app authentication: the add-in's msal-browser asks here for tokens, as it asks Outlook.
import { api } from './api.js';

/** Answers the pane's requests. `askConsent(url)` shows the sign-in page and says whether it ended well. */
export function startBroker(host, session, askConsent) {
  const account = {
    homeAccountId: `${session.person.id}.${session.organisation.tenantId}`,
    environment: new URL(session.entraUrl).host,
    tenantId: session.organisation.tenantId,
  };
  const listener = async (event) => {
    if (event.source !== host.frame.contentWindow || event.origin !== host.origin || typeof event.data !== 'string')
      return;
    let message;
    try {
      message = JSON.parse(event.data);
    } catch {
      return;
    }
    if (message.messageType !== 'NestedAppAuthRequest') return;
    const reply = (answer) =>
      host.say({ messageType: 'NestedAppAuthResponse', requestId: message.requestId, ...answer });
    if (message.method === 'GetInitContext') {
      reply({
        success: true,
        initContext: {
          sdkName: 'outlook-imitation',
          sdkVersion: '1.0.0',
          capabilities: { queryAccount: true },
          accountContext: account,
        },
      });
      return;
    }
    const { clientId, scope } = message.tokenParams;
    const token = () =>
      api('POST', '/broker/token', { clientId, scope }).catch(() => ({
        success: false,
        error: { status: 'NO_NETWORK', code: 'no_network', description: 'The broker cannot be reached.' },
      }));
    const first = await token();
    if (first.success || message.method !== 'GetTokenPopup' || first.error.status !== 'USER_INTERACTION_REQUIRED') {
      reply(first);
      return;
    }
    reply(
      (await askConsent(consentUrl(session, clientId, scope)))
        ? await token()
        : {
            success: false,
            error: { status: 'USER_CANCEL', code: 'user_cancel', description: 'The person closed the window.' },
          },
    );
  };
  addEventListener('message', listener);
  return () => removeEventListener('message', listener);
}

function consentUrl(session, clientId, scope) {
  // The permissions of Graph are asked together with ours, so that one page is enough.
  const graph = 'User.Read Mail.ReadWrite MailboxSettings.ReadWrite Files.ReadWrite';
  const of = (scopes, next) =>
    `${session.entraUrl}/organizations/oauth2/v2.0/authorize?${new URLSearchParams({ client_id: clientId, response_type: 'code', redirect_uri: `${location.origin}/broker-callback`, scope: scopes, login_hint: session.person.userPrincipalName, ...(next ? { state: next } : {}) })}`;
  return [of(scope), of(graph)];
}
