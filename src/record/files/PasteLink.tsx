import { useId, useState } from 'react';
import type { PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { Remedies } from '../../components/ProblemBanner.js';
import { t } from '../../text/files-text.js';
import { Button } from '../../ui/Button.js';

interface Props {
  error: PaneError | undefined;
  identity: Identity;
  isBusy: boolean;
  onLink(address: string): void;
}

/** A sharing link, or the address of a file in the browser. What is wrong with it stands at the field. */
export function PasteLink({ error, identity, isBusy, onLink }: Props) {
  const [address, setAddress] = useState('');
  const id = useId();
  return (
    <form
      className="pick-form pick-paste"
      onSubmit={(event) => {
        event.preventDefault();
        if (address.trim()) onLink(address.trim());
      }}
    >
      <label htmlFor={id}>{t('paste.label')}</label>
      <input
        id={id}
        type="text"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        value={address}
        maxLength={4000}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}hint${error ? ` ${id}error` : ''}`}
        onChange={(event) => setAddress(event.target.value)}
      />
      <p id={`${id}hint`} className="caption">
        {t('paste.hint')}
      </p>
      {error && (
        <p id={`${id}error`} role="alert" className="field-problem">
          {error.message}
        </p>
      )}
      {error?.consentUrl && (
        <Remedies
          remedy="allow"
          error={error}
          identity={identity}
          onRefused={() => undefined}
          onDone={() => onLink(address.trim())}
        />
      )}
      <Button type="submit" look="primary" isBusy={isBusy}>
        {t('paste.link')}
      </Button>
    </form>
  );
}
