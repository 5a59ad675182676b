import type { LinkCheck } from '@linkflow/contracts';
import { Badge, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useText, useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/anchors';
import { useLinkAnswer } from '../../../shared/link-answer';
import { CheckSection } from './check-section';
import { checkTexts } from './check.texts';
import classes from './send.module.css';

interface ClickSectionProps {
  mailingId: string;
  links: readonly LinkCheck[];
}

/** What a click on each tracked link of a mailing does, with the conflicts between the links. */
export function ClickSection({ mailingId, links }: ClickSectionProps) {
  const t = useTexts(checkTexts);
  const conflicts = links.reduce((sum, link) => sum + link.conflicts.length, 0);
  const counts = [
    links.length > 0 && t('clicks.links', { count: links.length }),
    conflicts > 0 && t('clicks.conflicts', { count: conflicts }),
  ];
  return (
    <CheckSection title={t('clicks.title')} note={counts.filter(Boolean).join(', ')}>
      {links.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('clicks.none')}{' '}
          <TextLink to="/mailings/$mailingId" params={{ mailingId }} search={{ tab: 'links' }}>
            {t('clicks.toLinks')}
          </TextLink>
        </Text>
      ) : (
        <ul className={classes.rows}>
          {links.map((link) => (
            <LinkRow key={link.link.id} check={link} />
          ))}
        </ul>
      )}
    </CheckSection>
  );
}

function LinkRow({ check: { link, local, answer, url, sentences, conflicts } }: { check: LinkCheck }) {
  const t = useTexts(checkTexts);
  const answerOf = useLinkAnswer();
  const words = useText();
  return (
    <li className={classes.click}>
      <div className={classes.facts}>
        <TextLink
          to="/links/$linkId"
          params={{ linkId: link.id }}
          c="var(--mantine-color-text)"
          fw={500}
          title={link.name}
          className={classes.cut}
        >
          {link.name}
        </TextLink>
        <Text size="xs" c="dimmed" className={classes.cut} title={answerOf({ answer, url })}>
          {answerOf({ answer, url: url.replace(/^https?:\/\//, '') })}
        </Text>
        {local && (
          <Badge size="xs" variant="default" mt={4}>
            {t('clicks.local')}
          </Badge>
        )}
      </div>
      <div className={classes.effects}>
        {sentences.length === 0 ? (
          <Text size="sm">{t('clicks.nothing')}</Text>
        ) : (
          <ol className={classes.steps}>
            {sentences.map((sentence, index) => (
              <li key={index}>{words(sentence)}</li>
            ))}
          </ol>
        )}
        {conflicts.map((conflict, index) => (
          <div key={index} className={classes.conflict}>
            <IconAlertTriangle size={16} stroke={1.8} aria-hidden className={classes.icon} />
            <Text size="sm" className={classes.sentence}>
              {words(conflict)}
            </Text>
            <TextLink
              to="/links/$linkId"
              params={{ linkId: link.id }}
              c="inherit"
              inherit
              aria-label={`${t('clicks.openLink')}: ${link.name}`}
            >
              {t('clicks.openLink')}
            </TextLink>
          </div>
        ))}
      </div>
    </li>
  );
}
