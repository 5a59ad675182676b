import { ROUTES, type MailTemplate, type MailTemplateDetail } from '@linkflow/contracts';
import { ActionIcon, Radio, Skeleton, Text, VisuallyHidden } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconCode, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCan } from '../../api/session';
import { useCommand, useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { deletion } from '../../shared/confirm';
import { LoadFailure } from '../../shared/load-failure';
import { LoadedMergeFacts, MESSAGE_GROUPS } from '../../shared/merge-text/loaded-merge-facts';
import { MessageThumbnail } from './editor/stage/message-thumbnail';
import { mailingActionTexts } from './mailing-actions.texts';
import classes from './template-choice.module.css';

interface TemplateChoiceProps {
  value: string | null;
  onChange: (template: MailTemplateDetail) => void;
  error?: ReactNode;
}

/** The templates of mailings with small pictures of them, those that colleagues saved first. */
export function TemplateChoice({ value, onChange, error }: TemplateChoiceProps) {
  const t = useTexts(mailingActionTexts);
  const query = useRoute(ROUTES.mailTemplates.list);
  if (query.error) return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton height={260} />;
  const own = query.data.filter(({ builtIn }) => !builtIn);
  const builtIn = query.data.filter((template) => template.builtIn);
  return (
    <Radio.Group
      value={value}
      label={<VisuallyHidden>{t('templates')}</VisuallyHidden>}
      error={error}
      data-wrong={Boolean(error) || undefined}
    >
      <LoadedMergeFacts groups={MESSAGE_GROUPS}>
        <div className={classes.scroll}>
          {own.length > 0 && <Templates title={t('own')} templates={own} onChange={onChange} />}
          <Templates title={own.length > 0 ? t('builtIn') : null} templates={builtIn} onChange={onChange} />
        </div>
      </LoadedMergeFacts>
    </Radio.Group>
  );
}

interface TemplatesProps extends Pick<TemplateChoiceProps, 'onChange'> {
  title: string | null;
  templates: readonly MailTemplate[];
}

function Templates({ title, templates, onChange }: TemplatesProps) {
  return (
    <>
      {title !== null && (
        <Text size="xs" fw={600} c="dimmed" mb={6}>
          {title}
        </Text>
      )}
      <div className={classes.grid}>
        {templates.map((template) => (
          <TemplateCard key={template.id} template={template} onChange={onChange} />
        ))}
      </div>
    </>
  );
}

interface TemplateCardProps extends Pick<TemplateChoiceProps, 'onChange'> {
  template: MailTemplate;
}

function TemplateCard({ template, onChange }: TemplateCardProps) {
  const { id, name, builtIn } = template;
  const { data } = useRoute(ROUTES.mailTemplates.get, { params: { id } });
  const { ref: picture, width } = useElementSize();
  return (
    <div className={classes.slot}>
      <Radio.Card
        className={classes.card}
        value={id}
        aria-label={name}
        disabled={!data}
        onClick={() => data && onChange(data)}
      >
        <div ref={picture} className={classes.picture}>
          {!data && <Skeleton height="100%" radius={0} />}
          {data?.blocks && width > 0 && <MessageThumbnail document={data.blocks} width={width} />}
          {data && !data.blocks && <IconCode size={32} stroke={1.3} aria-hidden />}
        </div>
        <Text size="sm" fw={500} truncate className={classes.name} title={name}>
          {name}
        </Text>
      </Radio.Card>
      {!builtIn && <RemoveTemplate template={template} />}
    </div>
  );
}

function RemoveTemplate({ template }: { template: MailTemplate }) {
  const t = useTexts(mailingActionTexts);
  const may = useCan()(ROUTES.mailTemplates.remove);
  const remove = useCommand(ROUTES.mailTemplates.remove);
  const ask = deletion({
    text: t('template.removeText'),
    confirm: t('template.removeAction'),
    request: (id) => remove.mutateAsync({ params: { id } }),
  });
  if (!may) return null;
  return (
    <ActionIcon
      className={classes.remove}
      variant="default"
      size={26}
      aria-label={t('template.remove', { name: template.name })}
      onClick={() => ask(template)}
    >
      <IconTrash size={14} aria-hidden />
    </ActionIcon>
  );
}
