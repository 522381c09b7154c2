import { createContext, use } from 'react';
import type { Filing, Matches } from '../../contract/api.js';
import type { Build } from '../api/build.js';
import type { Api } from '../api/client.js';
import type { Identity } from '../api/identity.js';
import type { Outbox } from '../api/outbox.js';
import type { QueryCache } from '../api/query.js';
import type { Configuration } from '../configuration.js';
import type { Host } from '../office/host.js';
import type { Item } from '../office/item.js';
import type { ActionStore } from './message/actions.js';
import type { ChoiceStore } from './message/choices.js';
import type { Welcome } from './welcome.js';

/** Everything the pane works with, so that a test or a story can hand in its own. */
export interface Pane {
  host: Host;
  api: Api;
  identity: Identity;
  cache: QueryCache;
  outbox: Outbox;
  choices: ChoiceStore;
  actions: ActionStore;
  build: Build;
  welcome: Welcome;
  configuration: Configuration;
}

export const PaneContext = createContext<Pane | undefined>(undefined);
export function usePane(): Pane {
  const pane = use(PaneContext);
  if (!pane) throw new Error('A part of the pane stands outside PaneContext.');
  return pane;
}

export const matchesKey = (internetMessageId: string): string => `matches ${internetMessageId}`;

/** The question a mail is: its people, its thread and its subject. */
export const toMatchRequest = (item: Item) => ({
  internetMessageId: item.internetMessageId,
  subject: item.subject.slice(0, 2000),
  participants: item.participants,
  ...(item.conversationId ? { conversationId: item.conversationId.slice(0, 500) } : {}),
});

/** Puts filings into what is known of a mail: new ones first, known ones replaced, unfiled ones gone. */
export const withFilings =
  (filings: Filing[]) =>
  (matches: Matches): Matches => {
    const kept = matches.filings.map((known) => filings.find((it) => it.id === known.id) ?? known);
    const added = filings.filter((it) => !matches.filings.some((known) => known.id === it.id));
    return { ...matches, filings: [...added, ...kept].filter((it) => it.state !== 'unfiled') };
  };

/** A mailbox on a server of the organisation's own, which Microsoft Graph cannot reach; Outlook itself says so. */
export const isOnPremises = ({ mailbox }: Host): boolean => mailbox.accountType === 'enterprise';
