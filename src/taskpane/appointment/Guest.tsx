import { useId, useState, type ReactNode } from 'react';
import type { Appointment, RecordView } from '../../../contract/api.js';
import { JoinButton, useNow } from '../../components/JoinButton.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { appointmentForm, type OpenAppointment } from '../../office/appointment.js';
import { formatMeeting, t } from '../../text/meeting-text.js';
import { t as paneText } from '../../text/text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { Frame } from '../Frame.js';
import { recordKey } from '../message/RecordOption.js';
import { usePane } from '../pane.js';
import { Colleagues } from './Colleagues.js';
import { examine } from './doctor.js';
import { factsOf } from './facts.js';
import { Findings } from './Findings.js';
import { carryOut } from './fix.js';
import { LeftOut } from './LeftOut.js';
import { Links, ScopeChoice } from './Links.js';
import { OpenNotes } from './Notes.js';
import { RecordChoice } from './RecordChoice.js';
import type { Open } from './use-appointment.js';
import { useLinks } from './use-links.js';

interface Props {
  open: Open;
  now: OpenAppointment;
  menu: ReactNode;
  problem: ReactNode;
  onMail?: (() => void) | undefined;
}

/** A meeting of somebody else: its record, whether the invitation is right, who of us is there, and notes. */
export function Guest({ open, now, menu, problem, onMail }: Props) {
  const { host, api, identity } = usePane();
  const clock = useNow();
  const scopes = useId();
  const [chosen, setChosen] = useState<RecordView>();
  const [scope, setScope] = useState<'one' | 'series'>('one');
  const [isAdding, setIsAdding] = useState(false);
  const links = useLinks(open);
  const { known } = open;
  const { meeting } = known ?? {};
  const record = chosen ?? strongest(known);
  const isChoosing = known !== undefined && (known.links.length === 0 || isAdding);
  const times = meeting
    ? { start: Date.parse(meeting.startDateTime), end: Date.parse(meeting.endDateTime), isAllDay: meeting.isAllDay }
    : { start: now.start, end: now.end, isAllDay: now.isAllDay };
  const findings = examine(factsOf(now, known, []), clock);

  const put = async () => {
    if (!record) return;
    if (await links.put(record, scope)) {
      setChosen(undefined);
      setIsAdding(false);
    }
  };
  return (
    <Frame
      title={now.subject || paneText('header.noSubject')}
      mailbox={host.mailbox.address}
      menu={menu}
      isBusy={open.answer.isLoading && !known}
      banner={
        <>
          {problem}
          {links.error && (
            <ProblemBanner
              error={links.error}
              doing="meeting"
              identity={identity}
              onRetry={() => void put()}
              onDismiss={links.forget}
            />
          )}
        </>
      }
      footer={
        isChoosing ? (
          <>
            <Button
              look="primary"
              isBusy={links.isBusy}
              onClick={() => {
                if (record) void put();
                else announce(t('link.choose'));
              }}
            >
              {t('link.do')}
            </Button>
            {onMail && <Button onClick={onMail}>{t('mail.instead')}</Button>}
            {isAdding && (
              <Button look="subtle" onClick={() => setIsAdding(false)}>
                {paneText('cancel')}
              </Button>
            )}
          </>
        ) : (
          onMail && <Button onClick={onMail}>{t('mail.instead')}</Button>
        )
      }
    >
      <section className="section meeting-when">
        <p>{formatMeeting(times)}</p>
        {now.places.length > 0 && <p className="caption">{now.places.map((it) => it.name).join('; ')}</p>}
        <JoinButton subject={now.subject} {...times} joinUrl={meeting?.joinUrl} />
      </section>
      {known?.notes.isAsked && <OpenNotes open={open} />}
      <section className="section" aria-labelledby="record-title">
        <h2 className="section-title" id="record-title">
          {t(known?.links.length ? 'records.on' : 'records.title')}
        </h2>
        {!known && open.answer.isLoading && <div className="bone bone-card" />}
        {known && <Links known={known} isBusy={links.isBusy} onTakeOff={links.takeOff} />}
        {meeting?.isPrivate && <p className="caption">{t('link.private')}</p>}
        {isChoosing && (
          <div className="link-choice">
            {meeting?.series === 'part' && <ScopeChoice scope={scope} onChoose={setScope} name={scopes} />}
            <RecordChoice known={known} chosen={record} onChoose={setChosen} isEmpty={false} />
          </div>
        )}
        {known && !isChoosing && (
          <Button look="link" onClick={() => setIsAdding(true)}>
            {t('records.other')}
          </Button>
        )}
        {known &&
          known.links.length > 0 &&
          meeting &&
          !meeting.isFollowed &&
          !meeting.isPrivate &&
          !meeting.loggedDateTime && <p className="caption">{t('link.unfollowed')}</p>}
      </section>
      <Findings
        findings={findings}
        now={now}
        isQuiet
        onFix={(fix, finding) =>
          carryOut(fix, finding, { api, form: appointmentForm, read: open.reread, teamsKey: '' })
        }
      />
      <LeftOut open={open} />
      <Colleagues known={known} own={host.mailbox.address} />
      {known && !known.notes.isAsked && known.links.length > 0 && <OpenNotes open={open} />}
    </Frame>
  );
}

/** A strong match stands chosen already; a weaker one waits for a person. */
export function strongest(known: Appointment | undefined): RecordView | undefined {
  const linked = new Set(known?.links.map((it) => recordKey(it.record)));
  const [first] = (known?.suggestions ?? []).filter((it) => !linked.has(recordKey(it.record)));
  return first?.confidence === 'high' ? first.record : undefined;
}
