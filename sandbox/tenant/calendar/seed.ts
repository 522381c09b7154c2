import type { Agendas } from './agendas.js';

export function seedCalendars(_agendas: Agendas, _now: Date): void {}
