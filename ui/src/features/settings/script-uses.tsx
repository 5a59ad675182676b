import { ROUTES } from '@linkflow/contracts';
import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { scriptParamsTexts } from './script-params.texts';

interface ScriptUsesProps {
  scriptId: string;
  /** True if the parameters were changed and not saved, so that values of links may no longer fit. */
  changed: boolean;
}

/** Names the links and forms that run a script. */
export function ScriptUses({ scriptId, changed }: ScriptUsesProps) {
  const t = useTexts(scriptParamsTexts);
  const { data, error } = useRoute(ROUTES.scripts.uses, { params: { id: scriptId } });
  if (!data) {
    return error ? (
      <Text size="xs" c="dimmed">
        {t('uses.failed')}
      </Text>
    ) : null;
  }
  const names = [
    ...data.links.map(({ id, name }) => (
      <TextLink key={id} to="/links/$linkId" params={{ linkId: id }} size="xs">
        {name}
      </TextLink>
    )),
    ...data.forms.map(({ id, name }) => (
      <TextLink key={id} to="/forms/$formId" params={{ formId: id }} size="xs">
        {name}
      </TextLink>
    )),
  ].flatMap((name, index) => (index === 0 ? [name] : [', ', name]));
  if (names.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        {t('uses.nobody')}
      </Text>
    );
  }
  return changed ? (
    <Alert color="yellow" variant="light" p="xs" icon={<IconAlertTriangle aria-hidden />} role="status">
      {t('uses.changed')} {names}
    </Alert>
  ) : (
    <Text size="xs" c="dimmed">
      {t('uses.label')} {names}
    </Text>
  );
}
