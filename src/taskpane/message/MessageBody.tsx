import { Suspense } from 'react';
import type { Filing } from '../../../contract/api.js';
import { t } from '../../text/text.js';
import { SecondLevel } from '../Frame.js';
import { Button } from '../../ui/Button.js';
import {
  BookingView,
  CreateRecord,
  HelpView,
  HistoryView,
  MailFolder,
  Questions,
  SignIn,
  WelcomeView,
  WhyView,
} from '../lazy.js';
import { LoadingBody } from '../Loading.js';
import { usePane } from '../pane.js';
import { useIsWelcome } from '../welcome.js';
import { Chooser } from './Chooser.js';
import { FiledList } from './Filed.js';
import { Queued } from './Queued.js';
import { relatedTo } from './related.js';
import { RuleLinks } from './RuleLinks.js';
import type { Message } from './use-message.js';

interface Props {
  message: Message;
  onUnfile(filing: Filing): void;
  onFile(): void;
}

/** What stands between header and footer: the mail itself, or the level below it that was opened. */
export function MessageBody({ message, onUnfile, onFile }: Props) {
  const { welcome } = usePane();
  const isWelcome = useIsWelcome(welcome);
  const { item, choices, change, answer, matches, me, chooser } = message;
  const toItem = () => change({ view: 'item' });
  const personModule = me?.modules.find((it) => it.role === 'person' && !it.notHere?.includes('mail'));
  const draftModule = me?.modules.find((it) => it.slug === choices.draft?.module) ?? personModule;
  const reload = () => {
    void answer.reload();
  };
  const choosing = <Chooser {...{ item, matches, choices, change, chooser, me, personModule, onFile }} />;

  if (isWelcome) return <WelcomeView />;
  const linked = matches && (
    <>
      {matches.questions.length > 0 && <Questions questions={matches.questions} onAnswered={reload} />}
      <RuleLinks matches={matches} onChanged={reload} />
    </>
  );
  const booking = (
    <>
      <Button look="link" icon="clock" className="why-link" data-opens="book" onClick={() => change({ view: 'book' })}>
        {t('menu.book')}
      </Button>
      {matches && (
        <Suspense>
          <MailFolder {...{ item, matches }} />
        </Suspense>
      )}
    </>
  );
  switch (choices.view) {
    case 'create':
      return (
        <SecondLevel title={t('create.title', { module: draftModule?.singular ?? '' })} onBack={toItem}>
          <CreateRecord
            modules={me?.modules ?? []}
            item={item}
            related={relatedTo(matches, choices.found)}
            choices={choices}
            change={change}
            onCreated={reload}
          />
        </SecondLevel>
      );
    case 'history':
      return (
        <SecondLevel title={t('history.title')} onBack={toItem}>
          <HistoryView matches={matches} onUnfile={onUnfile} />
        </SecondLevel>
      );
    case 'help':
      return (
        <SecondLevel title={t('help.title')} onBack={toItem}>
          <HelpView
            me={me}
            onWelcome={() => {
              toItem();
              welcome.show();
            }}
          />
        </SecondLevel>
      );
    case 'book':
      return (
        <BookingView
          item={item}
          record={matches?.filings[0]?.record ?? matches?.links[0]?.record ?? chooser.chosen?.record}
          onBack={toItem}
        />
      );
    case 'why':
      return (
        <SecondLevel title={t('menu.why')} onBack={toItem}>
          <WhyView message={message} personModule={personModule} />
        </SecondLevel>
      );
    case 'add':
      return (
        <SecondLevel title={t('file.addTitle')} onBack={toItem}>
          {choosing}
        </SecondLevel>
      );
    case 'item':
      if (message.isSignedOut && answer.error)
        return (
          <Suspense fallback={<LoadingBody onCancel={answer.cancel} />}>
            <SignIn error={answer.error} onDone={reload} />
          </Suspense>
        );
      if (!matches) return answer.isLoading ? <LoadingBody onCancel={answer.cancel} /> : choosing;
      if (message.isFiled)
        return (
          <>
            {linked}
            <FiledList
              matches={matches}
              onUnfile={onUnfile}
              onRetry={(it) => {
                void message.filing.retry(it);
              }}
              onAnswer={(it, file, answer) => {
                void message.filing.answer(it, file, answer);
              }}
              onAdd={() => change({ view: 'add' })}
            />
            {booking}
          </>
        );
      return (
        <>
          {linked}
          {message.waiting ? <Queued waiting={message.waiting} /> : choosing}
          {booking}
          {matches.links.length + matches.questions.length === 0 && !message.waiting && (
            <Button look="link" icon="info" className="why-link" onClick={() => change({ view: 'why' })}>
              {t('menu.why')}
            </Button>
          )}
        </>
      );
  }
}
