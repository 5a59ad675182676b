import { ROUTES, type FactDescriptor } from '@linkflow/contracts';
import { useRoute } from '../../api/use-route';
import { useCanvas } from './use-canvas';

/** The facts that conditions and texts of the shown workflow can use; in that of a form also its answers. Undefined while they are loaded. */
export function useWorkflowFacts(): readonly FactDescriptor[] | undefined {
  const formId = useCanvas((state) => state.formId);
  return useRoute(ROUTES.catalogue.facts, formId === null ? {} : { query: { formId } }).data;
}
