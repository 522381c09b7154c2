// When another sandbox answers than the one this page came from, the page begins again, with the mail and the pane it showed.
import { isPaneOpen } from './add-in.js';
import { query, state } from './state.js';

export function beginAgainAfterRestart(events) {
  let first;
  events.addEventListener('started', async ({ data }) => {
    first ??= data;
    if (first === data) return;
    if (state.message) query.set('message', state.message.subject);
    if (isPaneOpen()) {
      query.set('pane', query.get('pane') ?? 'open');
      await untilServerAnswers();
    }
    location.search = query.toString();
  });
}

/** The add-in's server starts after the sandbox; its pictures may be asked for from anywhere. */
async function untilServerAnswers() {
  const picture = `${state.session.serverUrl}/assets/icon-32.png`;
  for (let tries = 0; tries < 60; tries += 1) {
    const isThere = await fetch(picture, { cache: 'no-store' }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
  }
}
