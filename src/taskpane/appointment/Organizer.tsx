import { useId, useMemo, useState, type ReactNode } from 'react';
import type { RecordView } from '../../../contract/api.js';
import { teamsAddress } from '../../../contract/join-links.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { JoinButton, useNow } from '../../components/JoinButton.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { appointmentForm, type OpenAppointment } from '../../office/appointment.js';
import { formatMeeting, t } from '../../text/meeting-text.js';
import { announce } from '../../ui/announce.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { Frame } from '../Frame.js';
import { recordKey } from '../message/RecordOption.js';
import { usePane } from '../pane.js';
import { apply, onceKept, putBack } from './apply.js';
import { mentions } from './body.js';
import { examine, linksOf, type Room } from './doctor.js';
import { factsOf } from './facts.js';
import { Findings } from './Findings.js';
import { carryOut } from './fix.js';
import { strongest } from './Guest.js';
import { LeftOut } from './LeftOut.js';
import { Links, ScopeChoice } from './Links.js';
import { OpenNotes } from './Notes.js';
import { OnlineRow } from './OnlineRow.js';
import { PeopleRow } from './PeopleRow.js';
import { emptyPlan, stepsOf, type Plan, type Step } from './plan.js';
import { RecordChoice } from './RecordChoice.js';
import { RoomRow, useRooms } from './RoomRow.js';
import { Row } from './Row.js';
import { TimeRow } from './TimeRow.js';
import type { Open } from './use-appointment.js';
import { useLinks } from './use-links.js';

interface Props {
  open: Open;
  now: OpenAppointment;
  menu: ReactNode;
  problem: ReactNode;
}

/** The organizer's form: record, people, time, room, online, agenda, check; one press writes what was chosen into it (5.4). */
export function Organizer({ open, now, menu, problem }: Props) {
  const { host, api, identity } = usePane();
  const clock = useNow();
  const scopes = useId();
  const teamsKey = useMemo(() => crypto.randomUUID(), []);
  const [plan, setPlan] = useState<Plan>(emptyPlan);
  const [before, setBefore] = useState<{ now: OpenAppointment; linked: RecordView | undefined }>();
  const [done, setDone] = useState<Step[]>([]);
  const [isApplying, setIsApplying] = useState(false);
  const [failure, setFailure] = useState<PaneError>();
  const links = useLinks(open);
  const rooms = useRooms(now);
  const { known } = open;
  const linked = known?.links ?? [];
  const record = plan.record ?? (linked.length === 0 ? strongest(known) : undefined);
  const about = record ?? linked[0]?.record;
  const wish: Plan = { ...plan, record: plan.record ?? record ?? (plan.agenda ? about : undefined) };
  const change = (more: Partial<Plan>) => {
    setPlan({ ...plan, ...more });
    setDone([]);
  };
  const joins = linksOf({ ...now, joinUrl: undefined });
  const steps = stepsOf(wish, now, {
    isLinked:
      wish.record !== undefined && linked.some((it) => recordKey(it.record) === recordKey(wish.record as RecordView)),
    hasLink: joins.length > 0,
    hasAgenda: about !== undefined && mentions(now.html, about.url),
  });
  const bookable: Room[] = rooms.known;
  const findings = examine(factsOf(now, known, bookable), clock);

  const link = async (id: string) => {
    if (!wish.record) return;
    const { module, id: recordId } = wish.record;
    const { item: _item, ...question } = open.question(await open.reread(), id);
    const body = {
      ...question,
      item: { kind: 'event' as const, id },
      record: { module, id: recordId },
      scope: plan.scope,
    };
    open.show(await onceKept(() => api.call('POST /appointments/link', { body })));
  };
  const run = async () => {
    if (steps.length === 0) {
      announce(t('apply.nothing'));
      return;
    }
    setIsApplying(true);
    setFailure(undefined);
    setDone([]);
    const start = await open.reread();
    setBefore({ now: start, linked: steps.includes('link') ? wish.record : undefined });
    const finished: Step[] = [];
    try {
      await apply(wish, steps, { api, form: appointmentForm, read: open.reread, link, teamsKey }, (step) =>
        finished.push(step),
      );
      setPlan({ ...emptyPlan, scope: plan.scope });
      document.querySelector('main')?.scrollTo({ top: 0 }); // where it says what was done
      announce(t('apply.done'));
    } catch (thrown) {
      setFailure(sortError(thrown));
    } finally {
      setDone(finished);
      setIsApplying(false);
      void open.reread();
    }
  };
  const undo = async () => {
    if (!before) return;
    setIsApplying(true);
    try {
      await putBack(before.now, { form: appointmentForm, read: open.reread });
      const made =
        before.linked &&
        open.known?.links.find((it) => recordKey(it.record) === recordKey(before.linked as RecordView));
      if (made) links.takeOff(made, 'series');
      setDone([]);
      setBefore(undefined);
      announce(t('apply.undone'));
    } catch (thrown) {
      setFailure(sortError(thrown));
    } finally {
      setIsApplying(false);
      void open.reread();
    }
  };

  const times = { start: now.start, end: now.end, isAllDay: now.isAllDay };
  return (
    <Frame
      title={now.subject || t('newMeeting')}
      mailbox={host.mailbox.address}
      menu={menu}
      isBusy={open.answer.isLoading && !known}
      banner={
        <>
          {problem}
          {failure && (
            <ProblemBanner
              error={failure}
              doing="meeting"
              identity={identity}
              onRetry={() => void run()}
              onDismiss={() => setFailure(undefined)}
            />
          )}
          {links.error && (
            <ProblemBanner error={links.error} doing="meeting" identity={identity} onDismiss={links.forget} />
          )}
          {done.length > 0 && !failure && (
            <Banner
              tone="info"
              icon="done"
              title={t('apply.done')}
              actions={
                <Button className="small" icon="undo" isBusy={isApplying} onClick={() => void undo()}>
                  {t('apply.undo')}
                </Button>
              }
            >
              {done.map((it) => t(`did.${it}`)).join(' · ')}
            </Banner>
          )}
        </>
      }
      footer={
        <>
          <span className="caption footer-hint">{steps.length === 0 ? t('apply.nothing') : t('apply.never')}</span>
          <Button look="primary" isBusy={isApplying} onClick={() => void run()}>
            {t('apply')}
          </Button>
        </>
      }
    >
      <section className="section meeting-when">
        <JoinButton
          subject={now.subject}
          {...times}
          joinUrl={known?.meeting?.joinUrl ?? joins.find((it) => teamsAddress(it.url))?.url}
        />
      </section>
      {known?.notes.isAsked && <OpenNotes open={open} />}
      <Row title={t('records.title')} result={about?.displayName} isOpen>
        {known && <Links known={known} isBusy={links.isBusy} onTakeOff={links.takeOff} />}
        {!known && open.answer.isLoading && <div className="bone bone-card" />}
        {known?.meeting?.series === 'part' && (
          <ScopeChoice scope={plan.scope} onChoose={(scope) => change({ scope })} name={scopes} />
        )}
        <RecordChoice
          known={known}
          chosen={record}
          onChoose={(it) => change({ record: it })}
          isEmpty={now.required.length + now.optional.length === 0}
        />
      </Row>
      <PeopleRow now={now} record={about} plan={plan} onChange={change} />
      <TimeRow now={now} plan={plan} onChange={change} result={formatMeeting({ ...times, ...plan.time })} />
      <RoomRow now={now} plan={plan} rooms={rooms} onChange={change} />
      <OnlineRow links={joins} isOn={plan.teams} onChange={(teams) => change({ teams })} />
      <Row title={t('agenda.title')} result={about && mentions(now.html, about.url) ? t('agenda.there') : undefined}>
        <label className="check">
          <input
            type="checkbox"
            checked={plan.agenda}
            disabled={!about || mentions(now.html, about.url)}
            onChange={(event) => change({ agenda: event.target.checked })}
          />
          <span>{about && mentions(now.html, about.url) ? t('agenda.there') : t('agenda.add')}</span>
        </label>
      </Row>
      <Row
        title={t('check.title')}
        result={findings.length > 0 ? t('check.count', { count: findings.length }) : t('check.good')}
        tone={findings.length > 0 ? 'warn' : 'good'}
        isOpen={findings.length > 0}
      >
        <Findings
          findings={findings}
          now={now}
          onFix={async (fix, finding) => {
            await carryOut(fix, finding, { api, form: appointmentForm, read: open.reread, teamsKey });
            await open.reread();
          }}
        />
      </Row>
      {known?.meeting && linked.length > 0 && !known.notes.isAsked && <OpenNotes open={open} />}
      <LeftOut open={open} />
    </Frame>
  );
}
