/** Opens a page beside Outlook. Office.js may hand the address on to Outlook itself, so one of ours is made whole first. */
export const openOut = (address: string): void => {
  window.open(new URL(address, window.location.href).href, '_blank', 'noopener');
};
