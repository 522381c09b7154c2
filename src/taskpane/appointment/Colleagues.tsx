import type { Appointment } from '../../../contract/api.js';
import { t } from '../../text/meeting-text.js';

/** Who of us is invited: nobody needs to ask around whether a colleague is there. */
export function Colleagues({ known, own }: { known: Appointment | undefined; own: string }) {
  const ours = (known?.people ?? []).filter((it) => it.state === 'colleague' || it.state === 'self');
  if (ours.length === 0) return null;
  return (
    <section className="section" aria-labelledby="colleagues-title">
      <h2 className="section-title" id="colleagues-title">
        {t('colleagues.title')}
      </h2>
      <p>
        {ours
          .map((it) =>
            it.address.toLowerCase() === own.toLowerCase()
              ? `${it.name ?? it.address} (${t('colleagues.you')})`
              : (it.name ?? it.address),
          )
          .join(', ')}
      </p>
    </section>
  );
}
