/**
 * Everything that crosses a wire: bodies of the API, the workflow document, jobs, live events, error codes.
 * A schema is declared once here and the type of the same name is inferred from it.
 */
export * from './common';
export * from './errors';
export * from './events';
export * from './jobs';
export * from './runs';
export * from './workflow/catalogue';
export * from './workflow/conditions';
export * from './workflow/document';
export * from './workflow/edits';
export * from './workflow/problems';
export * from './api/crm';
export * from './api/crm-lists';
export * from './api/links';
export * from './api/mailings';
export * from './api/ops';
export * from './api/session';
export * from './api/simulation';
