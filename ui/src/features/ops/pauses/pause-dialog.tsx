import { PauseBody, type PauseScope } from '@linkflow/contracts';
import { SegmentedControl, Select, Text, Textarea } from '@mantine/core';
import { useCatalogue } from '../../../api/catalogue';
import { usePauseActions } from '../../../api/ops';
import { useText, useTexts } from '../../../i18n';
import { FormDialog } from '../../../shared/form-dialog';
import { RefSelect } from '../../../shared/ref-select';
import { toast } from '../../../shared/toast';
import { pauseTexts } from './pauses.texts';
import { pauseScope, type PauseForm } from './pause-form';

const KINDS = ['all', 'link', 'action'] as const satisfies readonly PauseScope['kind'][];

interface PauseDialogProps {
  opened: boolean;
  onClose: () => void;
}

/** Asks what shall stand still, and why. */
export function PauseDialog({ opened, onClose }: PauseDialogProps) {
  const t = useTexts(pauseTexts);
  const text = useText();
  const catalogue = useCatalogue().data ?? [];
  const { pause } = usePauseActions();
  const initial: PauseForm = { kind: 'action', linkId: null, type: null, note: '' };
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t('dialogTitle')}
      initial={initial}
      validate={({ kind, linkId, type }) => ({
        linkId: kind === 'link' && linkId === null ? t('chooseLink') : null,
        type: kind === 'action' && type === null ? t('chooseAction') : null,
      })}
      submit={({ kind }) => t(`submit.${kind}`)}
      onSubmit={(values) =>
        pause.mutateAsync(PauseBody.parse({ scope: pauseScope(values), note: values.note }))
      }
      onDone={() => toast(t('pauseDone'))}
    >
      {(form) => (
        <>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t('what')}
            data={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            value={form.values.kind}
            onChange={(value) =>
              form.setFieldValue('kind', KINDS.find((kind) => kind === value) ?? form.values.kind)
            }
          />
          <Text size="sm">{t(`about.${form.values.kind}`)}</Text>
          {form.values.kind === 'link' && (
            <RefSelect
              kind="link"
              label={t('link')}
              placeholder={t('chooseLink')}
              value={form.values.linkId}
              error={form.errors.linkId}
              onChange={(id) => form.setFieldValue('linkId', id)}
            />
          )}
          {form.values.kind === 'action' && (
            <Select
              searchable
              label={t('action')}
              placeholder={t('chooseAction')}
              data={catalogue
                .filter(({ lane }) => lane !== 'respond')
                .map(({ type, title }) => ({ value: type, label: text(title) }))}
              {...form.getInputProps('type')}
            />
          )}
          <Textarea
            autosize
            minRows={2}
            maxLength={500}
            label={t('note')}
            description={t('noteHint')}
            {...form.getInputProps('note')}
          />
        </>
      )}
    </FormDialog>
  );
}
