import { useCallback } from 'react';
import { useCatalogue } from '../../api/catalogue';
import { useText } from '../../i18n';

/** What a type of step is called; its code where the catalogue doesn't know it, or isn't there yet. */
export function useTypeName(): (type: string) => string {
  const catalogue = useCatalogue().data;
  const text = useText();
  return useCallback(
    (type) => {
      const found = catalogue?.find((descriptor) => descriptor.type === type);
      return found ? text(found.title) : type;
    },
    [catalogue, text],
  );
}
