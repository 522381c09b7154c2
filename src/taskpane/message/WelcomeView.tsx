import { t, type PaneKey } from '../../text/pane-text.js';
import { Icon, type IconName } from '../../ui/Icon.js';

const points: [IconName, 'find' | 'file' | 'undo' | 'private'][] = [
  ['target', 'find'],
  ['folder', 'file'],
  ['undo', 'undo'],
  ['lock', 'private'],
];

/** What the pane is for, on one page, before it is used for the first time (U-12). */
export default function WelcomeView() {
  return (
    <section className="section welcome">
      <h2>{t('welcome.title')}</h2>
      <ul>
        {points.map(([icon, point]) => (
          <li key={point}>
            <span className="welcome-sign">
              <Icon name={icon} />
            </span>
            <span>
              <strong>{t(`welcome.${point}.title` satisfies PaneKey)}</strong>
              <span className="caption">{t(`welcome.${point}.body` satisfies PaneKey)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
