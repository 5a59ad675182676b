export { i18n, languageOf, setLanguage } from './instance';
export * from './texts';
export * from './use-format';
export * from './use-text';
export * from './use-rich';
