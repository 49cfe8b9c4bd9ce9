/**
 * Security keys and passkeys. A form says what it needs:
 *
 * - data-webauthn="create" or "get";
 * - data-webauthn-options: what the server asks of the key, as JSON with binary values in base64url;
 * - data-webauthn-fetch: an address that gives those options, when they must be fresh.
 *
 * The key's answer goes into the input named "credential". Such a form is hidden until this script runs.
 */

const decode = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const withBinaryIds = (keys) => (keys || []).map((key) => ({ ...key, id: decode(key.id) }));

async function optionsOf(form) {
  if (!form.dataset.webauthnFetch) {
    return JSON.parse(form.dataset.webauthnOptions);
  }
  const answer = await fetch(form.dataset.webauthnFetch, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    throw new Error("no options");
  }
  return (await answer.json()).request_options;
}

async function create(options, form) {
  const publicKey = { ...options.publicKey };
  publicKey.challenge = decode(publicKey.challenge);
  publicKey.user = { ...publicKey.user, id: decode(publicKey.user.id) };
  publicKey.excludeCredentials = withBinaryIds(publicKey.excludeCredentials);
  const passwordless = form.elements.passwordless && form.elements.passwordless.checked;
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: passwordless ? "required" : "discouraged",
    requireResidentKey: Boolean(passwordless),
    ...(passwordless ? { userVerification: "required" } : {}),
  };
  const made = await navigator.credentials.create({ publicKey });
  return {
    ...described(made),
    response: {
      clientDataJSON: encode(made.response.clientDataJSON),
      attestationObject: encode(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    },
  };
}

async function get(options) {
  const publicKey = { ...options.publicKey };
  publicKey.challenge = decode(publicKey.challenge);
  publicKey.allowCredentials = withBinaryIds(publicKey.allowCredentials);
  const given = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = given.response;
  return {
    ...described(given),
    response: {
      clientDataJSON: encode(clientDataJSON),
      authenticatorData: encode(authenticatorData),
      signature: encode(signature),
      userHandle: userHandle ? encode(userHandle) : null,
    },
  };
}

function described(credential) {
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment || null,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function start(form) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failure = form.querySelector("[data-webauthn-failure]");
    failure.hidden = true;
    try {
      const options = await optionsOf(form);
      const answer = form.dataset.webauthn === "create" ? await create(options, form) : await get(options);
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch {
      failure.hidden = false;
      failure.setAttribute("role", "alert");
    }
  });
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("form[data-webauthn]").forEach(start);
}
