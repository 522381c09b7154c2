import { useState } from 'react';
import { readConfiguration } from '../../configuration.js';
import { Details } from './Details.js';

/** Of a mailbox that is not followed: the code of its cause, and what IT needs to find it. */
export default function MailboxDetails({ code, address }: { code: string; address: string }) {
  const [shownAt] = useState(() => new Date().toISOString());
  return (
    <Details
      lines={[
        { label: 'details.code', value: `${code} · ${address}` },
        { label: 'details.time', value: shownAt },
        { label: 'details.application', value: readConfiguration().clientId },
      ]}
    />
  );
}
