/**
 * Schemas of all data that processes exchange or store: API bodies, the workflow document, jobs, live events, error codes. Each schema is
 * declared once. If code needs its type, the type has the same name and is inferred from the schema.
 */
export * from './click-reasons';
export * from './addresses';
export * from './choices';
export * from './common';
export * from './errors';
export * from './events';
export * from './fields';
export * from './jobs';
export * from './mail/block-reasons';
export * from './mail/analytics';
export * from './mail/blocks';
export * from './mail/content';
export * from './mail/content-texts';
export * from './mail/delivery-texts';
export * from './mail/pictures';
export * from './mail/rich-text';
export * from './runs';
export * from './workflow/catalogue';
export * from './workflow/conditions';
export * from './workflow/document';
export * from './workflow/graph-parts';
export * from './workflow/graph-values';
export * from './workflow/sentence';
export * from './api/audit';
export * from './api/audit-actions';
export * from './api/api-keys';
export * from './api/crm';
export * from './api/crm-lists';
export * from './api/clicks';
export * from './api/links';
export * from './api/mail-check';
export * from './api/mail-templates';
export * from './api/mailings';
export * from './api/ops';
export * from './api/sending';
export * from './api/recipients';
export * from './api/reconciliation';
export * from './api/subscriptions';
export * from './api/users';
export * from './api/rights';
export * from './api/route-schemas';
export * from './api/routes';
export * from './reasons';
export * from './reconciliation-texts';
export * from './triggers';
export * from './texts';
export * from './time-zone';
export * from './values';
export * from './durations';
export * from './signal-names';
export * from './verdicts';
export * from './written-texts';
// Both common.ts and texts.ts export these two names. This line selects the exports of common.ts, which include the schemas.
export { Language, Text } from './common';
