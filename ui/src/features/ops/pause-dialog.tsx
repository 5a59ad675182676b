import { ROUTES, type PauseScope } from '@linkflow/contracts';
import { SegmentedControl, Select, Text, Textarea } from '@mantine/core';
import { useCommand, useRoute } from '../../api/use-route';
import { useText, useTexts } from '../../i18n';
import { FormDialog } from '../../shared/form-dialog';
import { RefSelect } from '../../shared/refs';
import { toast } from '../../shared/toast';
import { pauseTexts } from './pauses.texts';

const KINDS = ['all', 'workflow', 'action'] as const satisfies readonly PauseScope['kind'][];

interface PauseDialogProps {
  opened: boolean;
  onClose: () => void;
}

/** The dialog for a new pause: its scope (one action, one link or everything) and an optional note. */
export function PauseDialog({ opened, onClose }: PauseDialogProps) {
  const t = useTexts(pauseTexts);
  const text = useText();
  const catalogue = useRoute(ROUTES.catalogue.actions).data ?? [];
  const pause = useCommand(ROUTES.pauses.pause);
  const initial: PauseForm = { kind: 'action', linkId: null, type: null, note: '' };
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t('dialogTitle')}
      initial={initial}
      validate={({ kind, linkId, type }) => ({
        linkId: kind === 'workflow' && linkId === null ? t('chooseLink') : null,
        type: kind === 'action' && type === null ? t('chooseAction') : null,
      })}
      submit={({ kind }) => t(`submit.${kind}`)}
      onSubmit={(values) => pause.mutateAsync({ body: { scope: pauseScope(values), note: values.note } })}
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
          {form.values.kind === 'workflow' && (
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

/** Form values. The selected link and action are both kept, so that they survive a change of `kind`. */
interface PauseForm extends Record<string, unknown> {
  kind: PauseScope['kind'];
  linkId: string | null;
  type: string | null;
  note: string;
}

export function pauseScope({ kind, linkId, type }: PauseForm): PauseScope {
  if (kind === 'workflow') return { kind, owner: linkId ?? '' };
  if (kind === 'action') return { kind, type: type ?? '' };
  return { kind };
}
