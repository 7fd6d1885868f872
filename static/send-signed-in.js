/**
 * Where a person comes back to after signing in (send-oidc.js): hands over what the address says, takes
 * it out of the address, and closes the window. The page that asked knows its own by `state`.
 */

{
  const channel = new BroadcastChannel('anami-signed-in');
  channel.postMessage(location.search);
  channel.close();
  history.replaceState(null, '', location.pathname);
  close();
}
