// The peer: @neo4j/graphql under graphql-yoga, on the graph as the hub's store writes it. Arguments: Bolt URL, port.
// Its types have what the questions ask for and nothing else, and its lists are bounded as the hub's are.
import { createServer } from "node:http";
import { Neo4jGraphQL } from "@neo4j/graphql";
import { createYoga } from "graphql-yoga";
import neo4j from "neo4j-driver";

const typeDefs = `#graphql
  type Dataset @node {
    code: String!
    title: String!
    abstract: String
    provider: String!
    shareType: String!
    updateCycle: String
    publishedOn: String
    audience: [String!]
    items: [DataItem!]! @relationship(type: "HAS_ITEM", direction: OUT)
  }

  type DataItem @node {
    id: String!
    name: String!
    title: String!
    dataType: String
    length: Int
    shareType: String!
    audience: [String!]
    upstream: [DataItem!]! @relationship(type: "DERIVED_FROM", direction: OUT)
  }
`;

const [url, port] = process.argv.slice(2);
const schema = await new Neo4jGraphQL({ typeDefs, driver: neo4j.driver(url) }).getSchema();
const yoga = createYoga({ schema, graphiql: false, landingPage: false, logging: false });
const server = createServer(yoga);
// A line stays open while the others have their turns.
server.keepAliveTimeout = 600_000;
server.listen(Number(port), "127.0.0.1");
