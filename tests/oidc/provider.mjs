// A real OpenID provider on loopback, for tests only. It prints its address once it listens.
// Whoever signs in as "verified:a@b.example" has that address, verified; "unverified:…" has it unverified.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "alongside",
        client_secret: "a secret of the test",
        redirect_uris: [process.env.REDIRECT_URI],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ["only for tests"] },
    findAccount: (context, id) => {
      const [state, email] = id.split(/:(.*)/s);
      return { accountId: id, claims: () => ({ sub: id, email, email_verified: state === "verified", name: "Somebody" }) };
    },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
