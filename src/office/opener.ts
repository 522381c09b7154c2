const tries = 200;

/**
 * Tells the page that opened this window through Office's dialog, and only one of our own origin. Office says when it is there; where
 * Outlook did not open this window it never will, and nobody waits for it: then nothing is told.
 */
export async function tellOpener(message: object): Promise<void> {
  for (let i = 0; i < tries && (typeof Office === 'undefined' || !Office.onReady); i += 1)
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  if (typeof Office === 'undefined') return;
  await Office.onReady();
  Office.context.ui?.messageParent?.(JSON.stringify(message), { targetOrigin: window.location.origin });
}
