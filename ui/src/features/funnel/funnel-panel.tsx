import { TRIGGER, type FunnelTimes } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useShownClicks } from '../../api/session';
import { NodeIcon } from '../../canvas/flow/node-icon';
import { descriptorById, shownTitle, useCanvas } from '../../canvas/store/use-canvas';
import { useFormat, useLanguage, useText, useTexts } from '../../i18n';
import { formatElapsed } from '../../i18n/moments';
import { TextLink } from '../../shared/anchors';
import { usePercent } from '../mailings/report/use-percent';
import { LISTED_STATES, LISTED_STATUSES } from './funnel-model';
import classes from './funnel.module.css';
import { funnelTexts } from './funnel.texts';
import { useShownFunnel } from './use-funnel';

/** The numbers of the selected step, or of all runs while none is selected. */
export function FunnelPanel() {
  const t = useTexts(funnelTexts);
  const selected = useCanvas(({ selection }) => selection.nodes[0]);
  return (
    <aside className={classes.panel} aria-label={t('panel')}>
      {selected === undefined || selected === TRIGGER ? <WholePart /> : <StepPart id={selected} />}
      <Notes />
    </aside>
  );
}

function WholePart() {
  const t = useTexts(funnelTexts);
  const { owner, shown, compared } = useShownFunnel();
  const { funnel } = shown;
  const other = compared?.funnel;
  return (
    <>
      <h2 className={classes.heading}>{t('whole')}</h2>
      <Text size="sm">
        {t('started', { count: funnel.runs })}
        {other && (
          <Text span c="dimmed">
            {' '}
            {t('otherStarted', { version: other.version, count: other.runs })}
          </Text>
        )}
      </Text>
      <States
        rows={LISTED_STATUSES.map((status) => ({
          state: status,
          count: funnel[status],
          other: other?.[status],
        }))}
        all={funnel.runs}
        otherAll={other?.runs}
      />
      <Times
        about={t(owner.kind === 'form' ? 'formTimes' : 'runTimes')}
        time={funnel.time}
        other={other?.time ?? null}
      />
    </>
  );
}

function StepPart({ id }: { id: string }) {
  const t = useTexts(funnelTexts);
  const text = useText();
  const format = useFormat();
  const percent = usePercent();
  const title = useCanvas((state) => shownTitle(state, id, text));
  const descriptor = useCanvas((state) => descriptorById(state, id));
  const { shown, compared } = useShownFunnel();
  const node = shown.nodes.get(id);
  const other = compared?.nodes.get(id);
  return (
    <>
      <div className={classes.head}>
        <NodeIcon icon={descriptor?.icon} group={descriptor?.group ?? 'flow'} />
        <h2 className={classes.heading}>{title}</h2>
      </div>
      {!node && <Text size="sm">{t('answers')}</Text>}
      {node && (
        <>
          <Text size="sm">
            {t('cameOf', {
              count: node.runs,
              all: shown.funnel.runs,
              share: percent(node.runs, shown.funnel.runs),
            })}
            {compared && (
              <Text span c="dimmed">
                {' '}
                {other
                  ? t('inOther', {
                      version: compared.funnel.version,
                      count: other.runs,
                      all: compared.funnel.runs,
                      share: percent(other.runs, compared.funnel.runs),
                    })
                  : t('absent', { version: compared.funnel.version })}
              </Text>
            )}
          </Text>
          <States
            rows={LISTED_STATES.map((state) => ({ state, count: node[state], other: other?.[state] }))}
            all={node.runs}
            otherAll={other?.runs}
          />
          <Times about={t('stepTimes')} time={node.time} other={other?.time ?? null} />
          {node.repeated > 0 && (
            <dl className={classes.rows}>
              <Row name={t('repeated')} values={[format.number(node.repeated)]} />
            </dl>
          )}
        </>
      )}
    </>
  );
}

interface StatesProps {
  rows: { state: keyof typeof funnelTexts.state; count: number; other: number | undefined }[];
  all: number;
  /** Runs of the other version, if there is one. */
  otherAll: number | undefined;
}

/** How many runs are in each state: as a bar, and in numbers. States without runs are left out. */
function States({ rows, all, otherAll }: StatesProps) {
  const t = useTexts(funnelTexts);
  const format = useFormat();
  const percent = usePercent();
  const { owner, compared } = useShownFunnel();
  const listed = rows.filter(({ count, other = 0 }) => count + other > 0);
  if (listed.length === 0) return null;
  const failed = rows.find(({ state }) => state === 'failed');
  return (
    <section>
      <h3 className={classes.subheading}>{t('states')}</h3>
      <div className={classes.bar} aria-hidden>
        {listed.map(({ state, count }) => (
          <span key={state} data-state={state} style={{ flexGrow: count }} />
        ))}
      </div>
      {compared && <VersionHeads />}
      <dl className={classes.rows}>
        {listed.map(({ state, count, other = 0 }) => (
          <Row
            key={state}
            state={state}
            name={t(`state.${state}`)}
            values={
              compared
                ? [percent(count, all), percent(other, otherAll ?? 0)]
                : [format.number(count), percent(count, all)]
            }
          />
        ))}
      </dl>
      {failed !== undefined && failed.count > 0 && (
        <TextLink
          to="/runs"
          search={{ [owner.kind === 'form' ? 'formId' : 'linkId']: owner.id, status: 'failed' }}
          size="sm"
        >
          {t('showFailed')}
        </TextLink>
      )}
    </section>
  );
}

function VersionHeads() {
  const t = useTexts(funnelTexts);
  const { shown, compared } = useShownFunnel();
  return (
    <div className={classes.versionHeads}>
      {[shown, compared].map(
        (one) => one && <span key={one.funnel.version}>{t('short', { version: one.funnel.version })}</span>,
      )}
    </div>
  );
}

function Times({
  about,
  time,
  other,
}: {
  about: string;
  time: FunnelTimes | null;
  other: FunnelTimes | null;
}) {
  const t = useTexts(funnelTexts);
  const language = useLanguage();
  const { compared } = useShownFunnel();
  const elapsed = (ms: number | undefined) => (ms === undefined ? '–' : formatElapsed(language, ms));
  const valuesOf = (which: keyof FunnelTimes) => [
    elapsed(time?.[which]),
    ...(compared ? [elapsed(other?.[which])] : []),
  ];
  return (
    <section>
      <h3 className={classes.subheading}>{t('times')}</h3>
      {time || other ? (
        <>
          <Text size="xs" c="dimmed">
            {about}
          </Text>
          {compared && <VersionHeads />}
          <dl className={classes.rows}>
            <Row name={t('half')} values={valuesOf('median')} />
            <Row name={t('most')} values={valuesOf('p95')} />
          </dl>
        </>
      ) : (
        <Text size="sm" c="dimmed">
          {t('noTimes')}
        </Text>
      )}
    </section>
  );
}

function Row({ name, values, state }: { name: string; values: readonly string[]; state?: string }) {
  return (
    <div className={classes.row}>
      <dt data-state={state}>{name}</dt>
      {values.map((value, index) => (
        // The first value is that of the shown version, and its place never changes.
        <dd key={index} className="lf-numbers" data-second={index > 0 || undefined}>
          {value}
        </dd>
      ))}
    </div>
  );
}

function Notes() {
  const t = useTexts(funnelTexts);
  const { owner } = useShownFunnel();
  const isPeople = useShownClicks() === 'people' && owner.kind === 'link';
  return (
    <Text size="xs" c="dimmed" className={classes.notes}>
      {isPeople && <>{t('people')} </>}
      {t('precision')}
    </Text>
  );
}
