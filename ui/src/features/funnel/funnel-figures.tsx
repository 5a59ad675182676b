import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import { EdgeLabelRenderer } from '@xyflow/react';
import { TRIGGER } from '@linkflow/contracts';
import { edgeMiddle } from '../../canvas/model/edge-path';
import type { ArrowFigureProps, Figures } from '../../canvas/model/flow-graph';
import { useCanvas } from '../../canvas/store/use-canvas';
import { useFormat, useLanguage, useTexts } from '../../i18n';
import { formatElapsed } from '../../i18n/moments';
import { usePercent } from '../mailings/report/use-percent';
import { edgeIn, waitingAt, widthOf } from './funnel-model';
import classes from './funnel.module.css';
import { funnelTexts } from './funnel.texts';
import { useShownFunnel } from './use-funnel';

/** The line of numbers at the foot of a card. */
function CardFigures({ id }: { id: string }) {
  const t = useTexts(funnelTexts);
  const format = useFormat();
  const language = useLanguage();
  const { shown } = useShownFunnel();
  const { runs } = shown.funnel;
  if (id === TRIGGER)
    return (
      <div className={classes.foot}>
        <b className="lf-numbers">{format.number(runs)}</b> <span>{t('runs', { count: runs })}</span>
      </div>
    );
  const node = shown.nodes.get(id);
  if (!node)
    return (
      <div className={classes.foot}>
        <span>{t('notCounted')}</span>
      </div>
    );
  const waiting = waitingAt(node);
  const bad = node.failed + node.review;
  return (
    <div className={classes.foot}>
      <b className="lf-numbers">{format.number(node.runs)}</b>
      <span className={classes.came}>{t('came')}</span>
      {waiting > 0 && (
        <span className={classes.chip} data-tone="waiting">
          {t('waiting', { count: waiting })}
        </span>
      )}
      {node.held > 0 && (
        <span className={classes.chip} data-tone="waiting">
          {t('held', { count: node.held })}
        </span>
      )}
      {bad > 0 && (
        <span className={classes.chip} data-tone="failed">
          <IconAlertTriangle size={12} aria-hidden /> {t('failed', { count: bad })}
        </span>
      )}
      {node.time && (
        <span
          className={classes.time}
          title={t('medianTime', { time: formatElapsed(language, node.time.median) })}
        >
          <IconClock size={13} aria-hidden /> {formatElapsed(language, node.time.median)}
        </span>
      )}
    </div>
  );
}

/** A band along an arrow, the thicker the more runs took it, and how many. */
function ArrowFigures({ id, d, from, to, isMerge }: ArrowFigureProps) {
  const t = useTexts(funnelTexts);
  const format = useFormat();
  const percent = usePercent();
  const { shown, compared } = useShownFunnel();
  const edge = useCanvas(({ document }) => document.edges.find((one) => one.id === id));
  const numbers = edge && edgeIn(shown, edge);
  if (!numbers) return null;
  const { runs } = shown.funnel;
  const other = compared && edgeIn(compared, edge);
  // On a straight arrow the words lie in its middle: they cover no grip, because nothing is edited here.
  const isStraight = Math.abs(from.x - to.x) < 1 && to.y > from.y;
  const { x, y } = isStraight ? { x: to.x, y: (from.y + to.y) / 2 } : edgeMiddle(from, to, isMerge);
  const width = widthOf(numbers.runs, runs);
  return (
    <>
      {width > 0 && <path d={d} className={classes.band} fill="none" style={{ strokeWidth: width }} />}
      <EdgeLabelRenderer>
        <div className={classes.pillAt} style={{ transform: `translate(${x}px, ${y}px)` }}>
          <span className={classes.pill}>
            {!compared && <b className="lf-numbers">{format.number(numbers.runs)}</b>}
            {(compared || numbers.runs !== runs) && (
              <span data-first={compared ? '' : undefined}>{percent(numbers.runs, runs)}</span>
            )}
            {compared && other && (
              <span className={classes.otherShare}>
                {t('short', { version: compared.funnel.version })} {percent(other.runs, compared.funnel.runs)}
              </span>
            )}
          </span>
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

/** What a funnel adds to the cards and arrows of the canvas. */
export const FUNNEL_FIGURES: Figures = { Card: CardFigures, Arrow: ArrowFigures };
