const svg = (paths, more = '') => `<svg viewBox="0 0 20 20" aria-hidden="true"${more}>${paths}</svg>`;
const envelope = '<rect x="2.5" y="4.5" width="15" height="11" rx="2"/><path d="m3 6 7 5 7-5"/>';
export const icons = {
  moon: svg('<path d="M16 12.5A7 7 0 0 1 7.5 4a7 7 0 1 0 8.5 8.5z"/>'),
  sun: svg(
    '<circle cx="10" cy="10" r="3.2"/><path d="M10 2v2M10 16v2M2 10h2M16 10h2M4.5 4.5l1.4 1.4M14.1 14.1l1.4 1.4M4.5 15.5l1.4-1.4M14.1 5.9l1.4-1.4"/>',
  ),
  faults: svg('<path d="M10 3 2.5 16.5h15z"/><path d="M10 8.5v3.5M10 14.3v.1"/>'),
  pin: svg('<path d="M7 3h6l-.8 5 2.3 3H5.5l2.3-3zM10 11v6"/>'),
  close: svg('<path d="M5 5l10 10M15 5 5 15"/>'),
  next: svg('<path d="m8 4 6 6-6 6"/>'),
  back: svg('<path d="M12 4 6 10l6 6"/>'),
  write: svg('<path d="m12.5 4.5 3 3L7 16l-4 1 1-4z"/>'),
  mail: svg(envelope),
  inbox: svg(
    '<path d="M3 11V5.5a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2V11m-14 0v3.5a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V11m-14 0h4l1.5 2.5h3L13 11h4"/>',
  ),
  drafts: svg('<path d="M5 3h7l3 3v11H5z"/><path d="M8 10h4M8 13h4"/>'),
  sentitems: svg('<path d="M3 4 17.5 10 3 16l2-6z"/><path d="M5 10h7"/>'),
  archive: svg(
    '<rect x="2.5" y="3.5" width="15" height="4" rx="1"/><path d="M4 7.5V15a1.5 1.5 0 0 0 1.5 1.5h9A1.5 1.5 0 0 0 16 15V7.5M8 10.5h4"/>',
  ),
  deleteditems: svg('<path d="M3.5 5.5h13M8 5.5V3.5h4v2M5.5 5.5l.8 11h7.4l.8-11M8.5 8.5v5M11.5 8.5v5"/>'),
  junkemail: svg('<circle cx="10" cy="10" r="7"/><path d="m5 5 10 10"/>'),
  folder: svg('<path d="M2.5 15.5v-11h5l2 2h8v9z"/>'),
  reply: svg('<path d="M8 4 3 9l5 5M3 9h8a6 6 0 0 1 6 6v1"/>'),
  replyAll: svg('<path d="M7 4 2 9l5 5M11.5 4l-5 5 5 5M6.5 9H12a5.5 5.5 0 0 1 5.5 5.5V16"/>'),
  forward: svg('<path d="m12 4 5 5-5 5m5-5H9a6 6 0 0 0-6 6v1"/>'),
  important:
    '<svg class="important" viewBox="0 0 20 20" role="img" aria-label="Important"><path d="M10 3.5v8.5M10 15.5v.2"/></svg>',
  clip: '<svg class="clip" viewBox="0 0 20 20" role="img" aria-label="Has attachments"><path d="M14.5 9.5 9.6 14.4a3.2 3.2 0 0 1-4.5-4.5l6-6a2.1 2.1 0 0 1 3 3l-6 6a1 1 0 0 1-1.5-1.5l4.9-4.9"/></svg>',
};
