// Writing a mail: new, as a reply, or forwarded.
import { api } from './api.js';
import { button, element } from './elements.js';
import { refresh } from './mailbox.js';
import { at, say, state } from './state.js';

/** Shows the form, filled in as far as it is known. */
export function compose({ to = '', cc = '', subject = '', text = '', conversation, title } = {}) {
  const error = element('p', { role: 'alert', class: 'error' });
  const form = element(
    'form',
    {},
    element('h2', { id: 'dialog-title' }, title ?? 'New mail'),
    field('to', 'To', to),
    field('cc', 'Cc', cc),
    field('subject', 'Subject', subject),
    field('text', 'Text', text, 'textarea'),
    error,
    element(
      'div',
      { class: 'dialog-row' },
      button('Discard', () => at('dialog').close()),
      element('button', { class: 'main-button' }, 'Send'),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    api('POST', '/api/send', { ...Object.fromEntries(new FormData(form)), conversation }).then(
      () => {
        at('dialog').close();
        say('Sent');
        return refresh();
      },
      (failure) => {
        error.textContent = failure.message;
      },
    );
  });
  at('dialog').replaceChildren(form);
  at('dialog').showModal();
}

const field = (name, label, value, kind = 'input') =>
  element(
    'label',
    {},
    label,
    Object.assign(element(kind, { name, ...(kind === 'textarea' ? { rows: '8' } : {}) }), { value }),
  );

const addresses = (list) => (list ?? []).map((it) => it.address);
const prefixed = (prefix, subject) =>
  subject.toLowerCase().startsWith(`${prefix.toLowerCase()}:`) ? subject : `${prefix}: ${subject}`;

export function reply(message, { toAll = false, text = '' } = {}) {
  const own = state.session.person.userPrincipalName;
  const others = [...addresses(message.to), ...addresses(message.cc)].filter((it) => it !== own);
  compose({
    title: toAll ? 'Reply all' : 'Reply',
    to: message.from?.address,
    cc: toAll ? others.join(', ') : '',
    subject: prefixed('Re', message.subject),
    text,
    conversation: message.conversationId,
  });
}
export function forward(message) {
  const body = new DOMParser().parseFromString(message.html ?? '', 'text/html').body.textContent.trim();
  compose({
    title: 'Forward',
    subject: prefixed('Fw', message.subject),
    text: `\n\n--- ${message.from?.name ?? ''}:\n${body}`,
  });
}
