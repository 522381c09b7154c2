// The broker of nested app authentication: the add-in's msal-browser asks here for tokens, as it asks Outlook.
import { api } from './api.js';

/** Answers the pane's requests. `askConsent(url)` shows the sign-in page and says how it ended; undefined when it was closed. */
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
    const token = () => api('POST', '/broker/token', { clientId, scope }).catch(toFailure);
    const first = await token();
    if (first.success || message.method !== 'GetTokenPopup' || first.error.status !== 'USER_INTERACTION_REQUIRED') {
      reply(first);
      return;
    }
    reply(await afterConsent(await askConsent(consentUrl(session, clientId, scope)), token));
  };
  addEventListener('message', listener);
  return () => removeEventListener('message', listener);
}

/** Entra refused, or could not be reached. */
const toFailure = ({ status, answer }) => ({
  success: false,
  error: answer?.error_description
    ? { status: 'PERSISTENT_ERROR', code: answer.error, description: answer.error_description }
    : status
      ? { status: 'TRANSIENT_ERROR', code: 'temporarily_unavailable', description: 'The service is not available.' }
      : { status: 'NO_NETWORK', code: 'no_network', description: 'The broker cannot be reached.' },
});

/** What Outlook hands on of the way the sign-in page ended. */
async function afterConsent(answer, token) {
  if (answer?.ok) return token();
  const isDeclined = answer?.error === 'access_denied' && answer.description?.startsWith('AADSTS65004');
  if (!answer || isDeclined)
    return {
      success: false,
      error: { status: 'USER_CANCEL', code: 'user_cancel', description: 'The person closed the window.' },
    };
  return {
    success: false,
    error: { status: 'PERSISTENT_ERROR', code: answer.error, description: answer.description ?? '' },
  };
}

/** One page for all: the permissions of Graph that the product names in its registration are asked together with ours. */
const consentUrl = (session, clientId, scope) =>
  `${session.entraUrl}/organizations/oauth2/v2.0/authorize?${new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: `${location.origin}/broker-callback`,
    scope: [scope, ...session.graphScopes].join(' '),
    login_hint: session.person.userPrincipalName,
  })}`;
