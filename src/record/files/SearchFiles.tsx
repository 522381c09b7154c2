import { useState } from 'react';
import { t } from '../../text/files-text.js';
import { Button } from '../../ui/Button.js';
import { Browser, type Picking } from './Browser.js';

/** Files by words of their name, wherever the viewer may open them. */
export function SearchFiles(pick: Picking) {
  const [words, setWords] = useState('');
  const [asked, setAsked] = useState('');
  return (
    <>
      <form
        className="pick-form"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(words.trim());
        }}
      >
        <label>
          <span>{t('pick.words')}</span>
          <input type="search" value={words} maxLength={200} onChange={(event) => setWords(event.target.value)} />
        </label>
        <Button type="submit" icon="search">
          {t('pick.find')}
        </Button>
      </form>
      {asked && (
        <Browser
          key={asked}
          {...pick}
          start={{ from: 'search', words: asked }}
          startName={t('pick.search')}
          nothing={t('pick.none.search')}
        />
      )}
    </>
  );
}
