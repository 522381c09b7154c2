import { useEffect, useRef } from 'react';
import { formatList, t } from '../../text/text.js';
import { announce } from '../../ui/announce.js';
import type { Message } from './use-message.js';

/** Says once what is known of a mail when it is known: where it is filed, or how many records are suggested and which is chosen. */
export function useAnnounced({ matches, chooser }: Message): void {
  const wasSaid = useRef(false);
  useEffect(() => {
    if (!matches || wasSaid.current) return;
    wasSaid.current = true;
    if (matches.filings.length > 0) {
      announce(t('filed.announce', { names: formatList(matches.filings.map((it) => it.record.displayName)) }));
      return;
    }
    const count = t('suggestions.count', { count: chooser.options.length });
    const name = chooser.chosen?.record.displayName;
    announce(name ? `${count}. ${t('suggestions.preselected', { name })}` : `${count}.`);
  });
}
