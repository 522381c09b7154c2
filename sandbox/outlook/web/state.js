// What the page shows, and who wants to know when it changes. Modules speak to each other only through this.
export const query = new URLSearchParams(location.search);
export const state = {
  session: undefined,
  folder: 'inbox',
  folders: [],
  messages: [],
  /** The open message, whole. */
  message: undefined,
  /** Which part of Outlook is open. */
  module: 'mail',
  /** The Monday of the week that is shown, and what lies in it. */
  week: undefined,
  entries: [],
  /** The open appointment: a form of the organizer's, or a card of what others organize. */
  appointment: undefined,
};
/** What an add-in beside it is about. */
export const openItem = () => (state.module === 'calendar' ? state.appointment : state.message);

const listeners = new Map();
/** Calls `act` each time `what` changed: folders, messages, message (another one is open), details (of the open one), module, week, appointment (another one), form (what was changed in it), pane, theme. */
export function on(what, act) {
  listeners.set(what, [...(listeners.get(what) ?? []), act]);
}
export function tell(what, detail) {
  for (const act of listeners.get(what) ?? []) act(detail);
}

export const at = (id) => document.getElementById(id);
/** Says what just happened, to the eye and to a screen reader. */
export function say(text) {
  at('status').textContent = text;
}
