(function () {
  var stored = null;
  try {
    stored = localStorage.getItem('lf.color-scheme');
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  var dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
