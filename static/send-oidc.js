/**
 * Signing in by OpenID Connect: authorization code with PKCE (RFC 7636), in a window of its own, for
 * a redirect of this page would take the person's files away. Tokens stay in this object.
 *
 * The window comes back to send-signed-in.html, which hands its address over and closes.
 *
 * @typedef {import('./site.js').OpenId} OpenId
 */

import * as oauth from '../vendor/oauth4webapi.js';

/** The name by which send-signed-in.js finds this page. */
export const CHANNEL = 'anami-signed-in';
const RETURN = 'static/send-signed-in.html';
/** A token is renewed so many milliseconds before it ends. */
const EARLY = 30_000;
/** A person has so many milliseconds to sign in. */
const PATIENCE = 600_000;

/** Why nobody is signed in: `blocked` (no window) or `failed`. */
export class SignInError extends Error {
  /** @param {'blocked' | 'failed'} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** One person's tokens for one destination. */
export class OpenIdSession {
  #token = '';
  #refresh = '';
  #until = Infinity;
  /** @type {oauth.AuthorizationServer | null} */ #server = null;

  /** @param {OpenId} settings */
  constructor({ issuer, clientId, scope = 'openid' }) {
    this.issuer = new URL(issuer);
    this.scope = scope;
    /** @type {oauth.Client} */
    this.client = { client_id: clientId };
    // The build takes plain http for this machine alone: a trial, or a tunnel.
    this.options = { [oauth.allowInsecureRequests]: this.issuer.protocol === 'http:' };
  }

  get ready() {
    return this.#token !== '';
  }

  /** The archive didn't take the token. */
  forget() {
    this.#token = '';
    this.#refresh = '';
  }

  /** The value of the Authorization header; the token is renewed if it ends and can be. */
  async header() {
    if (this.#refresh && performance.now() > this.#until - EARLY) await this.#renew().catch(() => {});
    return this.#token && `Bearer ${this.#token}`;
  }

  /**
   * Have the person sign in. To be called from a click: browsers open no window otherwise.
   * @throws {SignInError}
   */
  async signIn() {
    const opened = open('about:blank', 'anami-sign-in', 'popup,width=520,height=720');
    if (!opened) throw new SignInError('blocked');
    try {
      await this.#signIn(opened);
    } catch {
      opened.close();
      throw new SignInError('failed');
    }
  }

  /** @param {Window} opened */
  async #signIn(opened) {
    const server = (this.#server ??= await oauth.processDiscoveryResponse(this.issuer, await oauth.discoveryRequest(this.issuer, this.options)));
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const nonce = this.scope.split(' ').includes('openid') ? oauth.generateRandomNonce() : undefined;
    const back = new URL(RETURN, document.baseURI).href;
    const address = new URL(server.authorization_endpoint ?? '');
    const asked = {
      client_id: this.client.client_id,
      redirect_uri: back,
      response_type: 'code',
      scope: this.scope,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      ...(nonce && { nonce }),
    };
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
    const returned = comesBack(state);
    opened.location.replace(address);
    const given = oauth.validateAuthResponse(server, this.client, await returned, state);
    const response = await oauth.authorizationCodeGrantRequest(server, this.client, oauth.None(), given, back, verifier, this.options);
    this.#keep(await oauth.processAuthorizationCodeResponse(server, this.client, response, nonce ? { expectedNonce: nonce } : {}));
  }

  async #renew() {
    const server = /** @type {oauth.AuthorizationServer} */ (this.#server);
    const response = await oauth.refreshTokenGrantRequest(server, this.client, oauth.None(), this.#refresh, this.options);
    this.#keep(await oauth.processRefreshTokenResponse(server, this.client, response));
  }

  /** @param {oauth.TokenEndpointResponse} answer */
  #keep({ access_token: token, refresh_token: refresh, expires_in: seconds }) {
    this.#token = token;
    this.#refresh = refresh ?? this.#refresh;
    this.#until = seconds === undefined ? Infinity : performance.now() + 1000 * seconds;
  }
}

/**
 * What the window brings back: the parameters of its address, if they are the answer to this question.
 * @param {string} state
 * @returns {Promise<URLSearchParams>}
 */
function comesBack(state) {
  return new Promise((resolve, reject) => {
    const channel = new BroadcastChannel(CHANNEL);
    const timer = setTimeout(() => {
      channel.close();
      reject(new Error('nobody came back'));
    }, PATIENCE);
    channel.onmessage = ({ data }) => {
      const given = new URLSearchParams(String(data));
      // Another page of this site may be signing in as well.
      if (given.get('state') !== state) return;
      clearTimeout(timer);
      channel.close();
      resolve(given);
    };
  });
}
