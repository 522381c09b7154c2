import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/parts.css';
import './frame.css';
import './chooser.css';
import './receipt.css';
import './views.css';
import './questions.css';
import { createRoot } from 'react-dom/client';
import { followLanguage } from '../ui/direction.js';
import { readConfiguration } from '../configuration.js';
import { markFirstPaint } from '../marks.js';
import { startOffice } from '../office/ready.js';
import { recallHostTheme } from '../ui/appearance.js';
import { App } from './App.js';
import { createPane } from './create-pane.js';

followLanguage(navigator.language);

recallHostTheme();
markFirstPaint();
// Outlook is asked, and through it the identity platform and the server, while React is still mounting.
const started = startOffice().then((start) =>
  start.kind === 'outlook' ? { kind: 'outlook' as const, pane: createPane(start.host, readConfiguration()) } : start,
);
const root = document.getElementById('root');
if (root) createRoot(root).render(<App started={started} />);
