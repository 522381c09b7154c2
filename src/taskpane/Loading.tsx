import { useEffect, useState } from 'react';
import { t } from '../text/text.js';
import { Button } from '../ui/Button.js';
import { Frame } from './Frame.js';

/** The shapes of taskpane.html again, so that nothing moves; a word after 1 s, a way out after 8 s (S-01). */
export function LoadingBody({ onCancel }: { onCancel?: () => void }) {
  const patience = usePatience();
  return (
    <section className="section">
      <h2 className="section-title">{t('suggestions.title')}</h2>
      <div className="bone bone-card" />
      <div className="bone bone-card" />
      <div className="bone bone-line" />
      <p className="loading-word" role="status">
        {patience === 'word' && t('loading.word')}
        {patience === 'long' && t('loading.long')}
        {patience === 'long' && onCancel && (
          <>
            {' '}
            —{' '}
            <Button look="link" onClick={onCancel}>
              {t('cancel')}
            </Button>
          </>
        )}
      </p>
    </section>
  );
}

export const LoadingPane = ({ title = t('header.email') }: { title?: string }) => (
  <Frame title={title} isBusy footer={<div className="bone bone-button" />}>
    <LoadingBody />
  </Frame>
);

function usePatience(): 'none' | 'word' | 'long' {
  const [patience, setPatience] = useState<'none' | 'word' | 'long'>('none');
  useEffect(() => {
    const word = setTimeout(() => setPatience('word'), 1_000);
    const long = setTimeout(() => setPatience('long'), 8_000);
    return () => {
      clearTimeout(word);
      clearTimeout(long);
    };
  }, []);
  return patience;
}
