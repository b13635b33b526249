// The academy's API of packages, as the LMS test suite of CATAPULT asks an LMS.
const Wreck = require("@hapi/wreck"),
    {InvalidPackageError} = require("./errors"),
    base = process.env.ACADEMY_URL.replace(/\/$/, ""),
    packages = [];

const api = async (method, path, payload, headers = {}) => {
    const response = await Wreck.request(
        method,
        path.startsWith("/") ? base + path : `${base}/api/packages/v1/${path}`,
        {
            headers: {Authorization: `Bearer ${process.env.ACADEMY_TOKEN}`, ...headers},
            payload
        }
    );
    const body = await Wreck.read(response),
        said = body.length ? JSON.parse(body) : null;
    return {status: response.statusCode, said};
};
const json = (path, value) =>
    api("POST", path, JSON.stringify(value), {"Content-Type": "application/json"});
const taken = (answer, what) => {
    if (answer.status >= 300) {
        throw new Error(`${what}: ${answer.status} ${answer.said.detail}`);
    }
    return answer.said;
};
const buffered = async (stream) => {
    const chunks = [];
    for await (const chunk of stream) {
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
};

module.exports = {
    setup: async () => {},
    teardown: async () => {},
    getLrsEndpoint: () => `${base}/xapi`,
    getLrsAuthHeader: () => "Basic " + Buffer.from(
        `${process.env.LRS_KEY}:${process.env.LRS_SECRET}`
    ).toString("base64"),
    importCourse: async (stream, contentType, filename) => {
        const archive = await buffered(stream),
            handed = await api(
                "POST",
                `packages?language=en&file_name=${encodeURIComponent(filename)}`,
                archive,
                {"Content-Type": contentType}
            );
        if (handed.status === 415) {
            throw new InvalidPackageError(handed.said.detail);
        }
        let brought = taken(handed, "import");
        while (["waiting", "reading"].includes(brought.state)) {
            await new Promise((after) => setTimeout(after, 200));
            brought = taken(await api("GET", `${brought.address}?language=en`), "import");
        }
        if (brought.state === "refused") {
            throw new InvalidPackageError(brought.problems.map((one) => one.sentence).join("\n"));
        }
        packages.push(brought.package);
        return brought.package;
    },
    getLaunchUrl: async (address, place, actor, {registration, launchMode}) => {
        const found = taken(await api("GET", address), "package"),
            asked = {actor, part: found.versions[0].parts[place].id};
        if (registration) {
            asked.registration = registration;
        }
        if (launchMode) {
            asked.launchMode = launchMode;
        }
        return taken(await json(`${address}/launches`, asked), "launch").address;
    },
    cleanup: async () => {
        for (const address of packages.splice(0)) {
            taken(await api("DELETE", address), "delete");
        }
    },
    hasWaive: () => true,
    waiveAU: async (registration, place, reason) => {
        const path = `registrations/${registration}`,
            {parts} = taken(await api("GET", path), "registration");
        taken(await json(`${path}/waivers`, {part: parts[place].id, reason}), "waive");
    },
    hasAbandon: () => true,
    abandonSession: async (session) => {
        taken(await json(`sessions/${session}/abandonment`, {}), "abandon");
    }
};
