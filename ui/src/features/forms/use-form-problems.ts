import { formProblems, ROUTES, type FormContent, type FormProblem } from '@linkflow/contracts';
import { useMemo } from 'react';
import { useRoute } from '../../api/use-route';

/** What keeps a form from being published. Empty until the fields and the subscription types are loaded. */
export function useFormProblems(content: FormContent): FormProblem[] {
  const fields = useRoute(ROUTES.settings.fields).data;
  const types = useRoute(ROUTES.subscriptionTypes.list).data;
  return useMemo(
    () =>
      fields && types
        ? formProblems(content, {
            fields: fields.filter(({ entity }) => entity === 'contact'),
            types: types.filter(({ retired }) => !retired).map(({ id }) => id),
          })
        : [],
    [content, fields, types],
  );
}
