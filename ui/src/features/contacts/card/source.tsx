import type { ChangeSource } from '@linkflow/contracts';
import { Link } from '@tanstack/react-router';
import { useRich, useTexts } from '../../../i18n';
import { TimeAgo } from '../../../shared/time-ago';
import { crmTexts } from '../crm.texts';
import classes from './card.module.css';

interface SourceProps {
  source: ChangeSource;
  at?: string;
  /** If the origin is a run, shows only the name of its link. The tooltip has the full sentence. */
  short?: boolean;
}

/**
 * Shows what made a change: a run (the name of its tracked link, linked to the run, and the mailing if there is one), a user, or
 * the demo data.
 */
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
    case 'mail':
      return (
        <>
          {t(`source.mail-${source.source}`)}
          {source.mailing && ` · ${source.mailing.name}`}
        </>
      );
    case 'form': {
      const form = (
        <Link
          to="/forms/$formId"
          params={{ formId: source.form.id }}
          search={{ tab: 'submissions' }}
          className={classes.run}
        >
          {source.form.name}
        </Link>
      );
      return short ? form : <>{rich('source.form', { form })}</>;
    }
    case 'bulk':
      return (
        <Link
          to="/people-bulks/$peopleBulkId"
          params={{ peopleBulkId: source.bulkId }}
          className={classes.run}
        >
          {t('source.bulk', { name: source.user.name })}
        </Link>
      );
    case 'seed':
      return <>{t('source.seed')}</>;
    case 'run': {
      const mailing = source.mailing?.name ?? '';
      const name = source.form?.name ?? source.link?.name ?? '';
      const key = source.form ? 'source.formRun' : source.mailing ? 'source.run' : 'source.runWithoutMailing';
      const link = (
        <Link
          to="/runs/$runId"
          params={{ runId: source.runId }}
          search={{ node: source.nodeId }}
          className={classes.run}
          title={short ? t(key, { link: name, mailing }) : t('source.toRun')}
        >
          {name}
        </Link>
      );
      return short ? link : <>{rich(key, { link, mailing })}</>;
    }
  }
}
