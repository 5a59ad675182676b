export * from './texts';
export * from './format';
export * from './time-zone';
