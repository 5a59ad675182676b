import type { ChangeSource } from '@linkflow/contracts';
import { Link } from '@tanstack/react-router';
import { useRich, useTexts } from '../../i18n';
import { TimeAgo } from '../../shared/time-ago';
import { crmTexts } from './crm.texts';
import classes from './source.module.css';

interface SourceProps {
  source: ChangeSource;
  at?: string;
  /** One line with the name of the link; the whole sentence on hover. */
  short?: boolean;
}

/** Where a change came from: a click on a link in a mailing (leading to its run), or a person. */
export function Source({ source, at, short = false }: SourceProps) {
  return (
    <span className={classes.source} data-short={short || undefined}>
      <span className={classes.origin}>
        <Origin source={source} short={short} />
      </span>
      {at !== undefined && (
        <span className={classes.time}>
          {' · '}
          <TimeAgo at={at} />
        </span>
      )}
    </span>
  );
}

function Origin({ source, short }: { source: ChangeSource; short: boolean }) {
  const t = useTexts(crmTexts);
  const rich = useRich(crmTexts);
  switch (source.kind) {
    case 'user':
      return <>{source.user.name}</>;
    case 'seed':
      return <>{t('source.seed')}</>;
    case 'run': {
      const sentence = t('source.run', { link: source.link.name, mailing: source.mailing.name });
      const link = (
        <Link
          to="/runs/$runId"
          params={{ runId: source.runId }}
          search={{ node: source.nodeId }}
          className={classes.run}
          title={short ? sentence : t('source.toRun')}
        >
          {source.link.name}
        </Link>
      );
      return short ? link : <>{rich('source.run', { link, mailing: source.mailing.name })}</>;
    }
  }
}
