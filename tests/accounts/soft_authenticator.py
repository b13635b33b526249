"""A passkey in software: what a phone or a security key answers to the browser (WebAuthn 2)."""

import hashlib
import json
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)


class SoftAuthenticator:
    """One key pair for one site; the person is always present and verified."""

    def __init__(self, rp_id="testserver", origin="https://testserver"):
        self.rp_id, self.origin = rp_id, origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(16)
        self.user_handle = b""
        self.counter = 0

    def _authenticator_data(self, flags, credential=b""):
        self.counter += 1
        digest = hashlib.sha256(self.rp_id.encode()).digest()
        return AuthenticatorData.create(digest, flags, self.counter, credential)

    def _client_data(self, kind, challenge):
        return CollectedClientData.create(type=kind, challenge=challenge, origin=self.origin)

    def _answer(self, response, extensions=None):
        credential_id = websafe_encode(self.credential_id)
        return json.dumps(
            {
                "id": credential_id,
                "rawId": credential_id,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": extensions or {},
            }
        )

    def register(self, options):
        """Answer `navigator.credentials.create(options)`."""
        self.user_handle = options["publicKey"]["user"]["id"]
        credential = AttestedCredentialData.create(
            b"\0" * 16, self.credential_id, ES256.from_cryptography_key(self.key.public_key())
        )
        flags = AuthenticatorData.FLAG
        data = self._authenticator_data(flags.UP | flags.UV | flags.AT, credential)
        client = self._client_data("webauthn.create", options["publicKey"]["challenge"])
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            },
            {"credProps": {"rk": True}},
        )

    def authenticate(self, options):
        """Answer `navigator.credentials.get(options)`."""
        flags = AuthenticatorData.FLAG
        data = self._authenticator_data(flags.UP | flags.UV)
        client = self._client_data("webauthn.get", options["publicKey"]["challenge"])
        signature = self.key.sign(bytes(data) + client.hash, ec.ECDSA(hashes.SHA256()))
        handle = self.user_handle
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": handle if isinstance(handle, str) else websafe_encode(handle),
            }
        )
