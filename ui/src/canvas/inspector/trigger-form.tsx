import { List, Stack, TextInput } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { addressProblem, addressProblemText, mendAddress, pick } from '@linkflow/contracts';
import { useLanguage, useTexts } from '../../i18n';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { inspectorTexts } from '../texts/inspector';

/** The trigger's form: the link's URL and an explanation of its two ports. */
export function TriggerForm() {
  const t = useTexts(inspectorTexts);
  return (
    <Stack gap={16}>
      <LinkAddress label={t('trigger.address')} help={t('trigger.addressHelp')} />
      <List size="sm" spacing={6} c="dimmed">
        <List.Item>{t('trigger.respond')}</List.Item>
        <List.Item>{t('trigger.then')}</List.Item>
      </List>
    </Stack>
  );
}

interface Props {
  label?: string;
  help?: string;
  size?: 'xs' | 'sm';
  className?: string;
}

/** Input for the link's target URL. The URL is part of the draft, so it is saved, undone and published with the workflow. */
export function LinkAddress({ label, help, size = 'sm', className }: Props) {
  const t = useTexts(inspectorTexts);
  const language = useLanguage();
  const url = useCanvas((state) => state.url);
  const problem = addressProblem(mendAddress(url));
  const readOnly = useCanvas((state) => state.readOnly);
  const store = useCanvasStore();
  return (
    <TextInput
      className={className}
      label={label}
      description={help}
      aria-label={label === undefined ? t('trigger.address') : undefined}
      type="url"
      inputMode="url"
      size={size}
      leftSection={label === undefined ? <IconLink size={14} aria-hidden /> : undefined}
      spellCheck={false}
      maxLength={4000}
      placeholder="https://"
      value={url}
      readOnly={readOnly}
      error={problem ? pick(addressProblemText(problem), language) : undefined}
      data-testid="link-address"
      onChange={(event) => store.getState().setUrl(event.currentTarget.value)}
    />
  );
}
