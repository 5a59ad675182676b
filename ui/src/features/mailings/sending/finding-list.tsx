import type { Finding, MailingCheck } from '@linkflow/contracts';
import { Anchor, Text, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconArrowRight, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useText, useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/anchors';
import { useJump } from '../jump';
import { CheckSection } from './check-section';
import { checkTexts } from './check.texts';
import classes from './send.module.css';

const KILOBYTE = 1_000;

/** What is wrong with a mailing: the errors, which must be fixed, the warnings, and one line for all that is in order. */
export function FindingList({ check }: { check: MailingCheck }) {
  const t = useTexts(checkTexts);
  // Conflicts between links are shown at the links.
  const findings = check.findings.filter(({ code }) => code !== 'link.conflict');
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const sound = useSoundParts(check);
  const note = [
    errors > 0 && t('findings.errors', { count: errors }),
    warnings > 0 && t('findings.warnings', { count: warnings }),
  ];
  return (
    <CheckSection title={t('findings.title')} note={note.filter(Boolean).join(', ') || t('findings.none')}>
      <ul className={classes.rows}>
        {findings.map((finding, index) => (
          <FindingRow key={index} finding={finding} />
        ))}
        {sound.length > 0 && (
          <li className={classes.row} data-state="ok">
            <IconCircleCheck size={17} stroke={1.8} aria-hidden className={classes.icon} />
            <Text size="sm" c="dimmed" className={classes.sentence}>
              {t('findings.right', { list: sound.join(', ') })}
            </Text>
          </li>
        )}
      </ul>
    </CheckSection>
  );
}

/** Findings that are mended on the page of the link, and not in the mailing. */
const OF_LINK: ReadonlySet<string> = new Set<Finding['code']>([
  'link.address',
  'link.unpublished',
  'link.unpublished-changes',
]);

function FindingRow({ finding: { severity, code, text, jump, link } }: { finding: Finding }) {
  const t = useTexts(checkTexts);
  const words = useText();
  const show = useJump();
  const SeverityIcon = severity === 'error' ? IconCircleX : IconAlertTriangle;
  const sentence = words(text);
  return (
    <li className={classes.row} data-state={severity}>
      <SeverityIcon size={17} stroke={1.8} aria-hidden className={classes.icon} />
      <Text size="sm" className={classes.sentence}>
        <VisuallyHidden>{t(`findings.${severity}`)}: </VisuallyHidden>
        {sentence}
      </Text>
      {link && OF_LINK.has(code) ? (
        <TextLink
          to="/links/$linkId"
          params={{ linkId: link.id }}
          size="sm"
          className={classes.jump}
          aria-label={`${t('findings.openLink')}: ${sentence}`}
        >
          {t('findings.openLink')}
          <IconArrowRight size={15} aria-hidden />
        </TextLink>
      ) : (
        jump && (
          <Anchor
            component="button"
            type="button"
            size="sm"
            className={classes.jump}
            aria-label={`${t('findings.jump')}: ${sentence}`}
            onClick={() => show(jump)}
          >
            {t('findings.jump')}
            <IconArrowRight size={15} aria-hidden />
          </Anchor>
        )
      )}
    </li>
  );
}

/** Names of what the check has looked at and found in order. */
function useSoundParts({ findings, links, weight }: MailingCheck): string[] {
  const t = useTexts(checkTexts);
  const codes = findings.map(({ code }) => code);
  const isSound = (...prefixes: string[]): boolean =>
    !codes.some((code) => prefixes.some((prefix) => code.startsWith(prefix)));
  // Nothing can be said about the parts of a message that cannot be written.
  const isWritten = isSound('content.empty', 'content.too-large');
  return [
    isSound('subject.') && t('findings.sound.subject'),
    isSound('sender.', 'reply-to.') && t('findings.sound.sender'),
    isSound('recipients.') && t('findings.sound.recipients'),
    links.length > 0 && isSound('link.') && t('findings.sound.links', { count: links.length }),
    isWritten && isSound('unsubscribe.') && t('findings.sound.unsubscribe'),
    isWritten && isSound('content.no-text', 'content.images-only') && t('findings.sound.text'),
    isWritten &&
      isSound('content.clipped', 'content.heavy') &&
      t('findings.sound.weight', { size: Math.ceil(weight.htmlBytes / KILOBYTE) }),
  ].filter((part) => part !== false);
}
