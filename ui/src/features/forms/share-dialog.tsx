import type { FormDetail } from '@linkflow/contracts';
import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconExternalLink } from '@tabler/icons-react';
import { useTexts } from '../../i18n';
import { Dialog } from '../../shared/dialog';
import classes from './form-page.module.css';
import { FormUsesList } from './form-uses';
import { formTexts } from './forms.texts';

interface Props {
  form: FormDetail;
  opened: boolean;
  onClose: () => void;
}

/** Where a form can be shown: by its address, in a page, and in a mail. */
export function ShareDialog({ form, opened, onClose }: Props) {
  const t = useTexts(formTexts);
  const script = `<script src="${form.url}/embed.js" data-title="${attribute(form.title)}"></script>`;
  const frame = `<iframe src="${form.url}?embed" title="${attribute(form.title)}" style="width:100%;height:760px;border:0"></iframe>`;
  return (
    <Dialog opened={opened} onClose={onClose} title={t('share.title')} size="lg">
      <Stack gap="md">
        {form.liveContent === null && <Alert color="yellow">{t('share.unpublished')}</Alert>}
        <Copied label={t('share.address')} text={form.url}>
          <Button
            component="a"
            size="compact-sm"
            variant="default"
            href={form.url}
            target="_blank"
            rel="noreferrer"
            leftSection={<IconExternalLink size={15} />}
            disabled={form.liveContent === null}
          >
            {t('share.open')}
          </Button>
        </Copied>
        <Copied label={t('share.script')} help={t('share.scriptHelp')} text={script} />
        <Copied label={t('share.frame')} text={frame} />
        <Text size="sm" c="dimmed">
          {t('share.mail')}
        </Text>
        <section aria-label={t('uses.title')}>
          <Text size="sm" fw={600}>
            {t('uses.title')}
          </Text>
          <FormUsesList formId={form.id} />
        </section>
      </Stack>
    </Dialog>
  );
}

interface CopiedProps {
  label: string;
  help?: string;
  text: string;
  children?: React.ReactNode;
}

function Copied({ label, help, text, children }: CopiedProps) {
  const t = useTexts(formTexts);
  return (
    <div>
      <Text size="sm" fw={600}>
        {label}
      </Text>
      {help && (
        <Text size="xs" c="dimmed" mb={4}>
          {help}
        </Text>
      )}
      <Code block className={classes.code}>
        {text}
      </Code>
      <Group gap="xs" mt={6}>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
              onClick={copy}
            >
              {copied ? t('share.copied') : t('share.copy')}
            </Button>
          )}
        </CopyButton>
        {children}
      </Group>
    </div>
  );
}

const attribute = (text: string): string =>
  text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
