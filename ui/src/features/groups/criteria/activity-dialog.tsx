import { activityFactName, type ActivityFact, type Condition } from '@linkflow/contracts';
import { NumberInput, Select } from '@mantine/core';
import { useTexts } from '../../../i18n';
import { FormDialog } from '../../../shared/form-dialog';
import { RefSelect } from '../../../shared/refs';
import { criteriaTexts } from './criteria.texts';

const WHAT = ['clicked', 'notClicked', 'got', 'notGot'] as const;
type What = (typeof WHAT)[number];

interface Values extends Record<string, unknown> {
  what: What;
  linkId: string | null;
  mailingId: string | null;
  days: number | string;
}

interface ActivityDialogProps {
  opened: boolean;
  onClose: () => void;
  onAdd: (rule: Condition) => void;
}

/** Makes a rule about what people clicked or got: which link and mailing, and in how many days. */
export function ActivityDialog({ opened, onClose, onAdd }: ActivityDialogProps) {
  const t = useTexts(criteriaTexts);
  return (
    <FormDialog<Values, void>
      opened={opened}
      onClose={onClose}
      title={t('activity.title')}
      submit={t('activity.add')}
      initial={{ what: 'clicked', linkId: null, mailingId: null, days: '' }}
      onSubmit={(values) => {
        onAdd(ruleOf(values));
        return Promise.resolve();
      }}
    >
      {(form) => (
        <>
          <Select
            label={t('activity.what')}
            allowDeselect={false}
            data={WHAT.map((value) => ({ value, label: t(`activity.${value}`) }))}
            value={form.values.what}
            onChange={(next) => form.setFieldValue('what', WHAT.find((one) => one === next) ?? 'clicked')}
          />
          {isAboutClicks(form.values) && (
            <RefSelect
              kind="link"
              type="any"
              label={t('activity.link')}
              placeholder={t('activity.anyLink')}
              clearable
              value={form.values.linkId}
              onChange={(id) => form.setFieldValue('linkId', id)}
            />
          )}
          <RefSelect
            kind="mailing"
            label={t('activity.mailing')}
            placeholder={t('activity.anyMailing')}
            clearable
            value={form.values.mailingId}
            onChange={(id) => form.setFieldValue('mailingId', id)}
          />
          <NumberInput
            label={t('activity.days')}
            placeholder={t('activity.ever')}
            min={0}
            max={3_650}
            allowDecimal={false}
            clampBehavior="strict"
            {...form.getInputProps('days')}
          />
        </>
      )}
    </FormDialog>
  );
}

const isAboutClicks = ({ what }: Values): boolean => what === 'clicked' || what === 'notClicked';

function ruleOf(values: Values): Condition {
  const { what, linkId, mailingId, days } = values;
  const about: ActivityFact = isAboutClicks(values)
    ? { kind: 'clicked', linkId, mailingId }
    : { kind: 'received', mailingId };
  const fact = activityFactName(about);
  const isNegative = what === 'notClicked' || what === 'notGot';
  if (typeof days !== 'number') return { fact, operator: isNegative ? 'isEmpty' : 'isNotEmpty' };
  const within: Condition = { fact, operator: 'withinLastDays', value: days };
  return isNegative ? { not: within } : within;
}

/** The criteria with one more rule that must be met, too. */
export const withRule = (criteria: Condition, rule: Condition): Condition =>
  'all' in criteria ? { all: [...criteria.all, rule] } : { all: [criteria, rule] };
