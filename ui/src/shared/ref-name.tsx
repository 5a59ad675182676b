import type { Ref } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';

interface RefNameProps {
  of: Ref;
  /** A colleague is not deleted but not active any more, and keeps the name as it was. */
  person?: boolean;
}

/** The name of something elsewhere; struck through, and said in words, when it was deleted or taken out of use. */
export function RefName({ of, person = false }: RefNameProps) {
  const t = useTexts(common);
  if (!of.missing) return <>{of.name}</>;
  return (
    <Text span inherit c="dimmed">
      {person ? of.name : <s>{of.name}</s>} ({t(person ? 'inactive' : 'missing')})
    </Text>
  );
}
