import type { Ref } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';

/** The name of something elsewhere; struck through, and said in words, when it was deleted. */
export function RefName({ of }: { of: Ref }) {
  const t = useTexts(common);
  if (!of.missing) return <>{of.name}</>;
  return (
    <Text span inherit c="dimmed">
      <s>{of.name}</s> ({t('missing')})
    </Text>
  );
}
