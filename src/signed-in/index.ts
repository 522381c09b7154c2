import '../ui/tokens.css';
import '../ui/base.css';
import './signed-in.css';
import { tellOpener } from '../office/opener.js';
import { t as later } from '../text/pane-text.js';

/*
 * The end of a sign-in in a window of its own: the ticket, or what was refused, goes to the page that opened the window, by Office where
 * Office opened it, else directly. Only our own origin is told.
 */
const ending = document.getElementById('ending')?.textContent ?? '{}';
const { ticket } = JSON.parse(ending) as { ticket?: string };
const heading = document.querySelector('h1');
const note = document.querySelector('p');
if (heading) heading.textContent = later(ticket ? 'window.done' : 'window.refused');
if (note) note.textContent = later('window.close');
const opener = window.opener as Window | null;
const told = { kind: 'coherence.signed-in', ending };
opener?.postMessage(told, window.location.origin);
void tellOpener(told).catch(() => undefined);
