export { startApps, type AnotherApp, type App, type RunningApps, type StartAppsOptions } from './apps';
export { launchBrowser } from './browser';
export { browserScene } from './browser-scene';
export { testEnvironment, type TestEnvironment, type TestEnvironmentOptions } from './environment';
export { startOwnServices, type OwnServices, type ServiceName } from './services';
export { until, type UntilOptions } from './until';
export { DEMO_USER, signIn, type ApiClient } from './api-client';
export { Demo } from './demo';
export { CanvasDriver } from './canvas-driver';
