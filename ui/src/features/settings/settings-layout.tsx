import { ROUTES } from '@linkflow/contracts';
import { useCan } from '../../api/session';
import { type TextKey, useTexts } from '../../i18n';
import { SectionLayout, type Section } from '../../shared/sections';
import { settingsTexts } from './settings.texts';
import { webhooksTexts } from './webhooks/webhooks.texts';

const SECTIONS = [
  { to: '/settings/account', text: 'account.title' },
  { to: '/settings/users', text: 'users.title' },
  { to: '/settings/api-keys', text: 'keys.title' },
  { to: '/settings/subscription-types', text: 'subscriptionTypes.title' },
  { to: '/settings/interests', text: 'interests.title' },
  { to: '/settings/fields', text: 'fields.title' },
  { to: '/settings/categories', text: 'categories.title' },
  { to: '/settings/priorities', text: 'priorities.title' },
  { to: '/settings/task-types', text: 'taskTypes.title' },
  { to: '/settings/scripts', text: 'scripts.title' },
] as const satisfies readonly { to: string; text: TextKey<typeof settingsTexts> }[];

export function SettingsLayout() {
  const t = useTexts(settingsTexts);
  const webhooks = useTexts(webhooksTexts);
  const can = useCan();
  const sections: Section[] = SECTIONS.map(({ to, text }) => ({ to, label: t(text) }));
  // Only administrators see it, because events carry personal data.
  if (can(ROUTES.webhookSubscriptions.list))
    sections.splice(3, 0, { to: '/settings/webhooks', label: webhooks('title') });
  return <SectionLayout title={t('title')} label={t('sections')} sections={sections} />;
}
