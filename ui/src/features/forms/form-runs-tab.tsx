import { useTexts } from '../../i18n';
import { RunsOfOwner } from '../runs/runs-of-owner';
import classes from './form-page.module.css';
import { formTexts } from './forms.texts';
import { useFormTabList } from './use-form-tab-list';

/** The runs of a form, the newest first. */
export function FormRunsTab({ formId }: { formId: string }) {
  const t = useTexts(formTexts);
  return (
    <div className={classes.scrolling}>
      <RunsOfOwner
        owner={{ formId }}
        list={useFormTabList()}
        texts={{
          label: t('runs.label'),
          startedAt: t('runs.at'),
          empty: t('runs.empty'),
          emptyText: t('runs.emptyText'),
        }}
      />
    </div>
  );
}
