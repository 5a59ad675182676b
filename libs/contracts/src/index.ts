/**
 * Schemas of everything that crosses a wire: API bodies, the workflow document, jobs, live events, error codes. Each schema is declared
 * once; the type of the same name, where code needs it, is inferred from it.
 */
export * from './common';
export * from './errors';
export * from './events';
export * from './jobs';
export * from './runs';
export * from './workflow/catalogue';
export * from './workflow/conditions';
export * from './workflow/document';
export * from './api/crm';
export * from './api/crm-lists';
export * from './api/links';
export * from './api/mailings';
export * from './api/ops';
export * from './api/users';
export * from './api/route-schemas';
export * from './api/routes';
export * from './reasons';
export * from './triggers';
export * from './texts';
// The schemas of common.ts, whose types are those of texts.ts.
export { Language, Text } from './common';
