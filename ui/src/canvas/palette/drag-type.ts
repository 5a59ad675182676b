/** What a palette entry carries while it is dragged: the type of the step. */
export const DRAG_TYPE = 'application/x-linkflow-step';
